"""A simulated month: every step once, at its minute, as a model says that knows no rule of ours.

The clocks go forward, two days are holidays, people are away or have left, rotas have gaps, the
worker is killed three times in the middle of a sweep, and the mail server refuses everybody for two
hours. That the month would find what is wrong is shown in ``test_month_faults.py``.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime
from functools import partial

import pytest
from pytest_django import DjangoDbBlocker

from qendra.escalation.models import Step
from tests.database import REPOSITORY, another_database, point_django_at
from tests.scenarios.month_check import check
from tests.scenarios.month_play import dying, played

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
    check(played(monkeypatch, count=36, services=24, kill=dying(monkeypatch)))


@pytest.mark.long
def test_a_whole_month_of_5000_tickets(
    database_url: str, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch
) -> None:
    with django_db_blocker.unblock():
        try:
            with another_database(database_url, "month") as url:
                point_django_at(url)
                check(played(monkeypatch, count=5000, services=200, kill=partial(_kill_9, url)))
        finally:
            point_django_at(database_url)


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
