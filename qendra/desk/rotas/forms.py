"""Small forms: somebody takes a shift, is away, or always stands in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qendra.accounts.models import Person
from qendra.lib.fields import MomentField
from qendra.lib.moments import zone_named
from qendra.rotas.models import Rota

A_DAY = timedelta(days=1)


class SpanForm(forms.Form):
    """From when to when, in the time zone that the page names."""

    starts_at = MomentField(label=gettext_lazy("From"))
    ends_at = MomentField(label=gettext_lazy("Until"))
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=150)

    def __init__(self, *args: Any, zone: str, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("starts_at", "ends_at"):
            field = self.fields[name]
            if isinstance(field, MomentField):
                field.zone = zone_named(zone)


class OverrideForm(SpanForm):
    """Who is on call instead, of whom, from when to when."""

    person = forms.ChoiceField(label=gettext_lazy("Who takes over"))
    instead_of = forms.ChoiceField(label=gettext_lazy("Instead of"), required=False)

    def __init__(
        self, *args: Any, people: Iterable[Person], of: Iterable[Person], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        choices = [(str(person.id), person.name) for person in people]
        theirs = [(str(person.id), person.name) for person in of]
        self.fields["person"].choices = [("", _("Choose somebody")), *choices]  # type: ignore[attr-defined]  # a choice
        self.fields["instead_of"].choices = [("", _("whoever it is")), *theirs]  # type: ignore[attr-defined]  # a choice


class AbsenceForm(SpanForm):
    """Who is away from when to when, and who stands in this time."""

    person = forms.ChoiceField(label=gettext_lazy("Who is away"))
    deputy = forms.ChoiceField(label=gettext_lazy("Deputy this time"), required=False)

    def __init__(
        self, *args: Any, whose: Iterable[Person], people: Iterable[Person], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        away = [(str(person.id), person.name) for person in whose]
        deputies = [(str(person.id), person.name) for person in people]
        self.fields["person"].choices = away  # type: ignore[attr-defined]  # a choice
        self.fields["deputy"].choices = [("", _("the usual one")), *deputies]  # type: ignore[attr-defined]  # a choice


class DeputyForm(forms.Form):
    """Who always stands in for somebody."""

    person = forms.ChoiceField(label=gettext_lazy("For"))
    deputy = forms.ChoiceField(label=gettext_lazy("Deputy"), required=False)

    def __init__(
        self, *args: Any, whose: Iterable[Person], people: Iterable[Person], **more: Any
    ) -> None:
        super().__init__(*args, **{"auto_id": "id_deputy_%s"} | more)
        away = [(str(person.id), person.name) for person in whose]
        deputies = [(str(person.id), person.name) for person in people]
        self.fields["person"].choices = away  # type: ignore[attr-defined]  # a choice
        self.fields["deputy"].choices = [("", _("nobody")), *deputies]  # type: ignore[attr-defined]  # a choice


class AddressForm(forms.Form):
    """Of what an address of a calendar is."""

    of = forms.ChoiceField(label=gettext_lazy("Which shifts"), required=False)

    def __init__(self, *args: Any, rotas: Iterable[Rota], **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [(str(rota.id), rota.name) for rota in rotas]
        self.fields["of"].choices = [("", _("my own, of all rotas")), *choices]  # type: ignore[attr-defined]  # a choice


class CalendarFileForm(forms.Form):
    """A file that another calendar program wrote."""

    file = forms.FileField(
        label=gettext_lazy("Calendar file (.ics)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".ics,text/calendar"}),
    )


class AbsenceFileForm(CalendarFileForm):
    """Whose absences a file says."""

    person = forms.ChoiceField(label=gettext_lazy("Who is away"))
    field_order = ("person", "file")

    def __init__(self, *args: Any, whose: Iterable[Person], **more: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_absences_%s"} | more)
        self.fields["person"].choices = [(str(each.id), each.name) for each in whose]  # type: ignore[attr-defined]  # a choice


class ShiftFileForm(CalendarFileForm):
    """The shifts of which rota a file says."""

    rota = forms.ChoiceField(label=gettext_lazy("Rota"))
    field_order = ("rota", "file")

    def __init__(self, *args: Any, rotas: Iterable[Rota], **more: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_shifts_%s"} | more)
        self.fields["rota"].choices = [(str(rota.id), rota.name) for rota in rotas]  # type: ignore[attr-defined]  # a choice


def key_of(text: str) -> int | None:
    """The ID that a choice stands for; None for the empty one."""
    return int(text) if text else None
