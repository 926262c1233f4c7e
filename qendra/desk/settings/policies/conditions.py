"""The part of a matrix's form that says what makes a step earlier than the age does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qendra.escalation.conditions import USUAL_REOPENINGS, Conditions
from qendra.escalation.written import MOST_LEVELS

NAMES = ("response_level", "repair_level", "reopened_level")
MOST_REOPENINGS = 20


class ConditionsForm(forms.Form):
    """For each condition the level that it leads to; none where the age alone counts."""

    response_level = forms.ChoiceField(
        label=gettext_lazy("When the first answer is late"), required=False
    )
    repair_level = forms.ChoiceField(label=gettext_lazy("When the repair is late"), required=False)
    reopened_level = forms.ChoiceField(
        label=gettext_lazy("When it came back this often"), required=False
    )
    reopenings = forms.IntegerField(
        label=gettext_lazy("Times"),
        required=False,
        min_value=1,
        max_value=MOST_REOPENINGS,
        initial=USUAL_REOPENINGS,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        levels = [(str(n), _("Level %(number)s") % {"number": n}) for n in _numbers()]
        for name in NAMES:
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("by age alone")), *levels]

    def earlier(self) -> list[forms.BoundField]:
        """The fields of the part, in their order."""
        return [self[name] for name in (*NAMES, "reopenings")]

    def check_conditions(self, given: dict[str, Any], highest: int) -> None:
        """Each leads to a level that the ladder has; ``given["conditions"]`` is what they are."""
        for name in NAMES:
            if int(given.get(name) or 0) > highest:
                self.add_error(name, _("The ladder has no such level."))
        if not self.errors:
            given["conditions"] = conditions_of(given)


def _numbers() -> range:
    return range(1, MOST_LEVELS + 1)


def conditions_of(given: Mapping[str, Any]) -> Conditions:
    """The conditions of a form, or of values as they are stored."""
    response, repair, reopened = (int(given[name]) if given.get(name) else None for name in NAMES)
    return Conditions(
        response=response,
        repair=repair,
        reopened=reopened,
        reopenings=int(given.get("reopenings") or USUAL_REOPENINGS),
    )
