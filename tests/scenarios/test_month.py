"""A simulated month: every step once, at its minute, as a model says that knows no rule of ours.

The clocks go forward, two days are holidays, people cannot be reached for days, the worker is
killed three times in the middle of a sweep, and the mail server refuses everybody for two hours.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from qendra.escalation.actions import sweeps
from qendra.escalation.models import Step
from qendra.jobs import escalate
from tests.cast import make_cast
from tests.database import REPOSITORY, another_database, point_django_at
from tests.scenarios.month import MailServer, Month
from tests.scenarios.month_check import check
from tests.scenarios.month_stories import stories
from tests.scenarios.month_world import make_matrices, make_promises, people_of, services_of

SEED = 20260329
VICTIM = """
import sys, time
from datetime import datetime
import django
django.setup()
from qendra.escalation.actions import sweeps
from qendra.jobs import escalate
def hang(pages, now):
    print("in the middle", flush=True)
    time.sleep(3600)
sweeps.send_pages = hang
escalate.run_once(now=datetime.fromisoformat(sys.argv[1]))
print("nothing was due", flush=True)
"""


def test_a_month_takes_every_step_once_at_its_minute(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small one, whose worker dies of an error: that leaves what a kill leaves."""
    killed: list[datetime] = []

    def kill(now: datetime) -> None:
        killed.append(now)
        with monkeypatch.context() as patched:
            patched.setattr(sweeps, "send_pages", _die)
            with pytest.raises(KeyboardInterrupt):
                escalate.run_once(now=now)

    month = _played(monkeypatch, count=36, services=24, kill=kill)
    assert len(killed) == 3
    check(month)


@pytest.mark.long
def test_a_whole_month_of_5000_tickets(
    database_url: str, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch
) -> None:
    with django_db_blocker.unblock():
        try:
            with another_database(database_url, "month") as url:
                point_django_at(url)
                month = _played(
                    monkeypatch, count=5000, services=200, kill=lambda now: _kill_9(url, now)
                )
                check(month)
        finally:
            point_django_at(database_url)


def _played(
    monkeypatch: pytest.MonkeyPatch,
    *,
    count: int,
    services: int,
    kill: Callable[[datetime], None],
) -> Month:
    cast = make_cast()
    people = people_of(cast)
    made = services_of(services)
    make_promises(made)
    make_matrices(people, made)
    mails = MailServer()
    monkeypatch.setattr("qendra.jobs.deliver.open_session", mails.session)
    monkeypatch.setattr("django.conf.settings.EMAIL_HOST", "mail.example")
    told = list(stories(count, services, SEED))
    month = Month(cast, people, made, told, kill, mails)
    month.play()
    return month


def _die(*_told: Any) -> None:
    raise KeyboardInterrupt


def _kill_9(url: str, now: datetime) -> None:
    """A real worker on the same database, killed while its transaction is open."""
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-c", VICTIM, now.isoformat()]
    before = Step.objects.count()
    with subprocess.Popen(
        command, env=environment, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
    ) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "in the middle\n"
        worker.kill()
    assert Step.objects.count() == before
