"""The loop that tells open pages what no entry tells: who is where, mails for triage, calls."""

from __future__ import annotations

from datetime import datetime

from qendra.intake.email.selectors import mails_in_triage
from qendra.intake.phone.selectors import last_change_of_calls
from qendra.lib.counting import MANY
from qendra.live.actions.presence import tell_of_people
from qendra.live.actions.telling import tell
from qendra.live.news import Told
from qendra.outbox.selectors import dead_messages


class Telling:
    """The loop. It remembers what stood in triage and what was told of calls, for there is no
    list of news of these.

    Of two workers each tells once: open pages then ask, and are told that nothing is new.
    """

    def __init__(self) -> None:
        self._shelf: tuple[object, ...] | None = None
        self._calls: tuple[object, ...] | None = None

    def __call__(self, *, now: datetime) -> int:
        """How much was told."""
        told = tell_of_people(now=now)
        shelf = _shelf()
        if self._shelf not in {None, shelf}:
            tell(told=Told(lists=True))
            told += 1
        self._shelf = shelf
        calls = last_change_of_calls()
        if self._calls not in {None, calls}:
            # A missed one stands in the list of call-backs, too.
            tell(told=Told(calls=True, lists=True))
            told += 1
        self._calls = calls
        return told


def _shelf() -> tuple[object, ...]:
    """The newest mail on the shelf, and how much there is, counted no further than pages do."""
    newest = mails_in_triage().order_by("-id").values_list("id", flat=True).first()
    return newest, mails_in_triage()[:MANY].count(), dead_messages()[:MANY].count()


run_once = Telling()
