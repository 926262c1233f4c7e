"""Forms that carry the values that they were drawn with, so that two people never overwrite.

A page of settings sends back what it showed. Whoever saves second is told what changed
meanwhile, keeps every word, and may save again. Nothing is counted for it: the values are the
version, also of rows that have none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from qendra.lib.errors import Crossed

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that somebody changed since the form was drawn."""

    name: str
    before: str
    after: str


def written(values: Values) -> str:
    """The values as one text, for a hidden field."""
    return json.dumps(dict(sorted(values.items())), ensure_ascii=False)


def read(text: str) -> dict[str, str] | None:
    """The values of a hidden field; None where there are none that can be read."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    if not isinstance(found, dict):
        return None
    return {str(name): str(value) for name, value in found.items()}


def differences(before: Values, now: Values) -> list[Difference]:
    """What changed between two drawings, in the order of the second."""
    return [
        Difference(name, before.get(name, ""), value)
        for name, value in now.items()
        if before.get(name, "") != value
    ]


def require_unchanged(drawn: Values | None, now: Values) -> None:
    """Crossed when the values are no longer those that the form was drawn with.

    None: nobody looked at a form, as in an import or the first set-up. Called under the lock.
    """
    if drawn is not None and differences(drawn, now):
        raise Crossed(
            _("Somebody changed this since you opened it. Look at what changed and save again.")
        )
