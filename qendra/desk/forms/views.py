"""Saving a list under a name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qendra.accounts.models import Person, Team

OWN, ALL = "own", "all"


class ViewForm(forms.Form):
    """``shared``: with nobody, a team of one's own, or everybody."""

    name = forms.CharField(label=_("Name"), max_length=60)
    shared = forms.ChoiceField(label=_("Who sees it"), required=False)

    def __init__(self, *args: Any, person: Person, **options: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_view_%s"} | options)
        self.teams = {str(team.id): team for team in person.teams.order_by("name")}
        teams = [(key, team.name) for key, team in self.teams.items()]
        choices = [(OWN, _("only me")), *teams, (ALL, _("everybody"))]
        self.fields["shared"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def team(self) -> Team | None:
        return self.teams.get(self.cleaned_data["shared"])

    def is_for_all(self) -> bool:
        return bool(self.cleaned_data["shared"] == ALL)
