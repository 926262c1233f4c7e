"""What a caller is asked for: the eight facts of S6, and which of them are there already."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms

from qendra.desk.shown.names import FACT_NAMES
from qendra.tickets.facts import REQUIRED, FactName

# Of a request, nothing else is asked.
_OF_A_REQUEST = {FactName.SERVICE_ID, FactName.DESCRIPTION}


@dataclass(frozen=True, slots=True)
class Asked:
    """One fact. ``field`` is where it is written; empty for the service, which is searched."""

    name: str
    field: str
    is_known: bool
    is_required: bool
    is_for_faults: bool


@dataclass(frozen=True, slots=True)
class Checklist:
    """The facts, required ones first, as the guide lists them."""

    facts: tuple[Asked, ...]

    @property
    def known(self) -> int:
        return sum(each.is_known for each in self.facts)


def asked_of(form: forms.Form, *, has_service: bool) -> Checklist:
    """The checklist of a form as it is filled in so far."""
    is_request = form["kind"].value() == "request"
    return Checklist(
        tuple(
            _asked(form, name, has_service=has_service)
            for name in FactName
            if name in _OF_A_REQUEST or not is_request
        )
    )


def _asked(form: forms.Form, name: FactName, *, has_service: bool) -> Asked:
    is_service = name is FactName.SERVICE_ID
    return Asked(
        name=str(FACT_NAMES[name]),
        field="" if is_service else str(name),
        is_known=has_service if is_service else bool(form[str(name)].value()),
        is_required=name in REQUIRED,
        is_for_faults=name not in _OF_A_REQUEST,
    )
