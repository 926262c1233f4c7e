"""What can be measured, by name: known before anything is started or loaded."""

from __future__ import annotations

LIST, LONG_TICKET, SHORT_TICKET = (
    "desk list (50 rows)",
    "ticket page (200 entries)",
    "ticket page (5 entries)",
)
SERVICE, RARE, COMMON = "panel service page", "search (rare word)", "search (common word)"
CREATES, REPLIES = "creates through the API", "replies through the API"
MAILS = "mails, LMTP to ticket"
NAMES = (
    *(LIST, SHORT_TICKET, LONG_TICKET, SERVICE, RARE, COMMON, CREATES, REPLIES),
    *("mails", "parsing", "clocks", "sweep", "growth", "memory", "start"),
)


def is_wanted(name: str, only: str | None) -> bool:
    """Whether this figure is among those that were asked for."""
    return only is None or only.lower() in name.lower()
