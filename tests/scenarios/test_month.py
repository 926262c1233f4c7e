"""A simulated month: every step once, at its minute, as a model says that knows no rule of ours.

The clocks go forward, two days are holidays, people cannot be reached for days, the worker is
killed three times in the middle of a sweep, and the mail server refuses everybody for two hours.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from qendra.escalation.actions import sweeps
from qendra.escalation.models import Run, Step
from qendra.jobs import escalate
from qendra.outbox.models import Message
from qendra.tickets.models import Entry, Ticket
from qendra.tickets.replay import differences
from tests.cast import make_cast
from tests.database import REPOSITORY, another_database, point_django_at
from tests.scenarios import month_house as house
from tests.scenarios.month import MailServer, Month, minute_of
from tests.scenarios.month_model import Life
from tests.scenarios.month_world import make_matrices, make_promises, people_of, services_of

SEED = 20260329
# A story, what the model expects of it, and what was found.
Disagreement = tuple[house.Story, dict[str, object], dict[str, object]]
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

    month = _played(monkeypatch, stories=36, services=24, kill=kill)
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
                    monkeypatch, stories=5000, services=200, kill=lambda now: _kill_9(url, now)
                )
                check(month)
        finally:
            point_django_at(database_url)


def _played(
    monkeypatch: pytest.MonkeyPatch,
    *,
    stories: int,
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
    told = list(house.stories(stories, services, SEED))
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


def check(month: Month) -> None:
    """Everything that the model says, and nothing else; and all mails, each once."""
    assert len(month.kills) == len(house.KILLS)
    wrong = list[Disagreement]()
    for story in month.stories:
        ticket = Ticket.objects.get(id=month.tickets[story.number])
        life = Life(story, month.kills).live()
        if (found := _found(ticket)) != (expected := _expected(life)):
            wrong.append((story, expected, found))
    assert not wrong, _told(wrong)
    _check_mails(month.mails)
    _check_that_it_was_a_month_at_all()
    sample = Ticket.objects.filter(intake_key__startswith="month:").order_by("id")[:200]
    assert {ticket.id: differences(ticket) for ticket in sample if differences(ticket)} == {}


def _expected(life: Life) -> dict[str, object]:
    return {
        "steps": life.steps,
        "skipped": life.skipped,
        "reminders": life.reminders,
        "ends by itself": life.ends_by_itself,
    }


def _found(ticket: Ticket) -> dict[str, object]:
    steps = Step.objects.filter(run__ticket=ticket).order_by("id")
    entries = ticket.entries.filter(actor=None).order_by("id")
    moves = entries.filter(kind="state")
    skipped, reminded = entries.filter(kind="escalation_skipped"), entries.filter(kind="reminded")
    by_request = ticket.entries.exclude(actor=None).filter(kind="escalation_skipped")
    return {
        "steps": [(step.level, minute_of(step.at), step.cause) for step in steps],
        "skipped": sorted(
            (entry.data["level"], minute_of(entry.at)) for entry in (*skipped, *by_request)
        ),
        "reminders": [(entry.data["number"], minute_of(entry.at)) for entry in reminded],
        "ends by itself": [
            (minute_of(entry.at), {"in_progress": "work"}.get(entry.data["after"], "closed"))
            for entry in moves
        ],
    }


def _told(wrong: list[Disagreement]) -> str:
    """The first few tickets on which the model and the product do not agree."""
    lines = [f"{len(wrong)} tickets are not as the model says:"]
    for story, expected, found in wrong[:3]:
        lines.append(f"{story}")
        for name, value in expected.items():
            if value != found[name]:
                lines.append(f"  {name}: expected {value}\n  {name}: found    {found[name]}")
    return "\n".join(lines)


def _check_mails(mails: MailServer) -> None:
    """Each left once, and none while the server refused."""
    assert mails.refusals > 0
    messages = Message.objects.all()
    assert set(messages.values_list("state", flat=True)) == {"sent"}
    assert mails.taken == Counter(messages.values_list("message_id", flat=True))
    assert Message.objects.filter(purpose="escalation_step").count() == Step.objects.count()
    start, end = house.OUTAGE
    held = {at for at in mails.first_taken_at.values() if start <= at < end}
    assert not held


def _check_that_it_was_a_month_at_all() -> None:
    """Nothing that the model would not have been asked about."""
    causes = set(Step.objects.values_list("cause", flat=True))
    assert causes >= {"age", "request", "unanswered", "response", "repair"}
    assert Entry.objects.filter(kind="escalation_skipped").exists()
    assert Run.objects.filter(next_step_at__lt=house.START).count() == 0
