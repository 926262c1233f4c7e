"""What the tags of a message say besides its level: a draft that was sent, and where to undo it."""

from __future__ import annotations

_UNDO = "undo:"


def tags(*, draft: str = "", undo: str = "") -> str:
    """The extra tags of a message; ``undo`` is the address that takes back what it tells of."""
    return " ".join(part for part in (draft, f"{_UNDO}{undo}" if undo else "") if part)


def draft_in(said: str) -> str:
    """The name of the browser's draft that may be forgotten now; empty for none."""
    return next((each for each in said.split() if not each.startswith(_UNDO)), "")


def undo_in(said: str) -> str:
    """The address at which it is undone; empty for what cannot be."""
    found = (each.removeprefix(_UNDO) for each in said.split() if each.startswith(_UNDO))
    return next(found, "")
