"""The columns of the dense list: which there are, and which somebody wants in what order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: dict[str, Promise | str] = {
    "id": _("Ticket ID"),
    "subject": _("Subject"),
    "customer": _("Customer"),
    "service": _("Service"),
    "priority": _("Priority"),
    "state": _("State"),
    "who": _("Who has it"),
    "level": _("Level"),
    "due": _("Due"),
    "opened": _("Opened"),
    "word": _("They wrote"),
}
# The subject leads to the ticket, so it is always there.
ALWAYS = "subject"
USUAL = tuple(name for name in NAMES if name != "opened")
PREFIX = "column-"


def read(names: Sequence[str]) -> tuple[str, ...]:
    """These columns as far as they exist, each once; the usual ones for none."""
    known = tuple(dict.fromkeys(name for name in names if name in NAMES))
    if not known:
        return USUAL
    return known if ALWAYS in known else (ALWAYS, *known)


def chosen(form: Mapping[str, str]) -> tuple[str, ...]:
    """What a form says: each column with its place, or with none where it is not wanted."""
    places = {name: form.get(f"{PREFIX}{name}", "").strip() for name in NAMES}
    wanted = [name for name, place in places.items() if place.isascii() and place.isdigit()]
    return read(sorted(wanted, key=lambda name: int(places[name][:4])))


def places(columns: Sequence[str]) -> list[tuple[str, Promise | str, int | None]]:
    """Every column with its name and its place, those that are shown first."""
    hidden = [name for name in NAMES if name not in columns]
    shown = [(name, NAMES[name], place) for place, name in enumerate(columns, 1)]
    return [*shown, *((name, NAMES[name], None) for name in hidden)]
