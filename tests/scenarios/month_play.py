"""Playing a simulated month, and a worker that dies in it."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime
from typing import Any

import pytest

from qendra.escalation.actions import sweeps
from qendra.jobs import escalate
from tests.cast import make_cast
from tests.scenarios.month import Kill, MailServer, Month
from tests.scenarios.month_stories import stories
from tests.scenarios.month_world import make_matrices, make_promises, people_of, services_of

SEED = 20260329


def played(
    patch: pytest.MonkeyPatch,
    *,
    count: int,
    services: int,
    kill: Kill,
    only: Container[int] = range(1_000_000),
) -> Month:
    """A month with so many tickets on so many services, from its first minute to its last.

    ``only``: with these of them, by their numbers.
    """
    cast = make_cast()
    people = people_of(cast)
    made = services_of(services)
    make_promises(made)
    make_matrices(people, made)
    mails = MailServer()
    patch.setattr("qendra.jobs.deliver.open_session", mails.session)
    patch.setattr("django.conf.settings.EMAIL_HOST", "mail.example")
    told = [story for story in stories(count, services, SEED) if story.number in only]
    month = Month(cast, people, made, told, kill, mails)
    month.play()
    return month


def dying(patch: pytest.MonkeyPatch) -> Kill:
    """The worker dies of an error before its transaction ends, which leaves what a kill leaves."""

    def kill(now: datetime) -> None:
        with patch.context() as patched:
            patched.setattr(sweeps, "send_pages", _die)
            with pytest.raises(KeyboardInterrupt):
                escalate.run_once(now=now)

    return kill


def _die(*_told: Any) -> None:
    raise KeyboardInterrupt
