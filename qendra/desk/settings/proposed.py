"""What saving a form would change, said before it is saved."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from qendra.history.selectors import Difference


def proposed(form: forms.Form) -> list[Difference]:
    """The fields whose values are not those the form began with, in the words of the form.

    Of several choices it names those that would come and those that would go. A secret is said
    to be a new one, and not shown. What was typed is compared as it is, right or wrong: errors
    are told elsewhere. Nothing was typed into a form that was only looked at.
    """
    if not form.is_bound:
        return []
    changed = [each for each in form.visible_fields() if each.name in form.changed_data]
    return [_difference(each) for each in changed]


def _difference(field: forms.BoundField) -> Difference:
    name, before, after = str(field.label), field.initial, field.value()
    if isinstance(field.field.widget, forms.PasswordInput):
        return Difference(name, "", _("a new one"))
    if isinstance(field.field, forms.BooleanField):
        return Difference(name, _yes_or_no(before), _yes_or_no(after))
    if isinstance(field.field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
        return _of_many(field, name, _keys(field, before), _keys(field, after))
    if isinstance(field.field, forms.ChoiceField):
        was, would_be = ([_key(field, each)] for each in (before, after))
        return Difference(name, _names(field, was), _names(field, would_be))
    return Difference(name, _text(field.field.prepare_value(before)), _text(after))


def _of_many(field: forms.BoundField, name: str, before: list[str], after: list[str]) -> Difference:
    lost = [key for key in before if key not in after]
    gained = [key for key in after if key not in before]
    return Difference(name, _names(field, lost), _names(field, gained))


def _keys(field: forms.BoundField, value: Any) -> list[str]:  # noqa: ANN401 (of any form)
    return [_key(field, each) for each in value or ()]


def _key(field: forms.BoundField, value: object) -> str:
    return _text(field.field.prepare_value(value))


def _names(field: forms.BoundField, keys: Iterable[str]) -> str:
    """The choices with these keys by their names, in the form's order."""
    wanted = set(keys) - {""}
    named = dict(_flat(field.field.choices)) if wanted else {}  # type: ignore[attr-defined]  # a field with choices
    known = [name for key, name in named.items() if key in wanted]
    return ", ".join(known + sorted(wanted - set(named)))


def _flat(choices: Iterable[tuple[Any, Any]]) -> Iterable[tuple[str, str]]:
    for key, name in choices:
        if isinstance(name, list | tuple):
            yield from _flat(name)
        else:
            yield str(key), str(name)


def _yes_or_no(value: object) -> str:
    return _("yes") if value not in (None, "", False, "False", "0") else _("no")


def _text(value: object) -> str:
    return "" if value is None else str(value)
