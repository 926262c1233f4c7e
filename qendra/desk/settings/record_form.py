"""A form for a kind of record, made of its columns; what is right is decided by the kind."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from qendra.catalogue.records import KINDS, Kind
from qendra.catalogue.records.kind import Choices, Column
from qendra.desk.settings.forms import MONO
from qendra.desk.settings.page import Cleaned


class RecordForm(forms.Form):
    """``suggestions`` are the lists that stand beside the fields, by their IDs."""

    kind: Kind[Any]

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict[str, UploadedFile[bytes]] | None = None,
        *,
        initial: dict[str, str],
    ) -> None:
        many = {column.name for column in self.kind.columns if column.is_many}
        begin = {n: value.split() if n in many else value for n, value in initial.items()}
        super().__init__(data, files, initial=begin)

    def suggestions(self) -> list[tuple[str, Choices]]:
        return [
            (_list_of(column), column.suggest()) for column in self.kind.columns if column.suggest
        ]


def form_of(kind: Kind[Any]) -> type[RecordForm]:
    """The form of this kind; made once."""
    return _form_of(kind.key)


@cache
def _form_of(key: str) -> type[RecordForm]:
    kind = KINDS[key]
    fields = {column.name: _field(column) for column in kind.columns}
    return type("RecordFormOfKind", (RecordForm,), {"kind": kind, **fields})


def as_values(kind: Kind[Any], cleaned: Cleaned) -> dict[str, str]:
    """What was entered, as a line of a file would say it."""
    return {
        column.name: " ".join(cleaned[column.name]) if column.is_many else cleaned[column.name]
        for column in kind.columns
    }


def _field(column: Column) -> forms.Field:
    common: dict[str, Any] = {
        "label": column.label,
        "help_text": column.told,
        "required": column.is_needed,
    }
    if column.choices and column.is_many:
        return forms.MultipleChoiceField(
            choices=column.choices, widget=forms.CheckboxSelectMultiple, **common
        )
    if column.choices:
        return forms.ChoiceField(choices=_or_none(column), **common)
    attrs: dict[str, Any] = {**MONO} if column.is_code else {}
    if column.suggest:
        attrs["list"] = _list_of(column)
    return forms.CharField(max_length=column.most, widget=forms.TextInput(attrs=attrs), **common)


def _or_none(column: Column) -> Callable[[], Choices]:
    """The choices, and none where none is needed."""

    def choices() -> Choices:
        known = column.choices() if column.choices else []
        return known if column.is_needed else [("", "–"), *known]

    return choices


def _list_of(column: Column) -> str:
    return f"known-{column.name}"
