"""Several nodes on one PostgreSQL of its own behave as one, also while that restarts."""

from __future__ import annotations

import json
import random
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from threading import Event

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from pytest_django import DjangoDbBlocker

from qendra.accounts.models import Person
from qendra.catalogue.models import Customer
from qendra.lib.ticket_id import shown
from qendra.tickets.models import Attachment, EntryText, Ticket
from tests.api.calls import program
from tests.cast import PASSWORD
from tests.database import point_django_at
from tests.scenarios.external_postgres import ExternalPostgres, external_postgres
from tests.scenarios.nodes import Nodes
from tests.scenarios.once import check_everything, finish, mail, prepare
from tests.scenarios.storm import Storm
from tests.scenarios.visitors import Visitor, drawn
from tests.smtp_sink import SMTPSink

# Each round: PostgreSQL restarts, crashes by its own hand, and is killed.
ROUNDS, MANY_ROUNDS = 1, 12
MAILS = 12
FILE = b"hop 3 is silent\n"


@pytest.fixture
def sink() -> Iterator[SMTPSink]:
    with SMTPSink() as sink:
        yield sink


@pytest.fixture
def postgres() -> Iterator[ExternalPostgres]:
    with external_postgres() as postgres:
        yield postgres


@pytest.fixture
def nodes(
    postgres: ExternalPostgres,
    sink: SMTPSink,
    database_url: str,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Nodes]:
    """Two for pages, three for work, one for mail; migrated, and Django here looks at them."""
    with django_db_blocker.unblock():
        point_django_at(postgres.url)
        nodes = Nodes(postgres.url, sink)
        try:
            nodes.migrate_on_two_at_once()
            yield nodes
        finally:
            point_django_at(database_url)
            nodes.stop_all()


def test_two_serve_and_three_worker_processes_behave_as_one_while_the_database_restarts(
    nodes: Nodes, postgres: ExternalPostgres, sink: SMTPSink, *, is_long: bool
) -> None:
    rounds = MANY_ROUNDS if is_long else ROUNDS
    storm = Storm(nodes.mail, sink, seed=811)
    mails = prepare(MAILS * rounds) | {"with-a-file": mail("with-a-file", file=FILE)}
    visitors = Visitors(nodes.ports, storm)
    storm.start_listener()
    nodes.start()
    visitors.sign_in()
    trouble = partial(_trouble, nodes, postgres, storm, visitors, rounds)
    storm.blow(mails, [*visitors.jobs(), trouble])
    assert nodes.surprises() == ""
    nodes.stop_work()
    check_everything(storm, mails, as_of=finish(nodes.mail))
    visitors.check()
    assert nodes.are_ready()


class Visitors:
    """A customer and an agent, each with a browser and a program, at both nodes in turn.

    They write one thing after the other until the trouble ``is_over``.
    """

    def __init__(self, ports: list[int], storm: Storm) -> None:
        # As real settings keep a password; those of tests are quick and weak.
        hashed = PBKDF2PasswordHasher().encode(PASSWORD, "salt")
        Person.objects.update(password=hashed)
        self._alba = Person.objects.get(email="alba@customer.example")
        self._elira = Person.objects.get(email="elira@interspace.example")
        northwind = Customer.objects.get(external_id="C-1")
        self._ticket = Ticket.objects.get(intake_key="climbing:0").number
        tokens = [program(self._alba, northwind, per_minute=10**6)]
        tokens.append(program(self._elira, per_minute=10**6))
        heads = [{"Authorization": f"Bearer {each.secret}"} for each in tokens]
        self._panel, self._desk = (Visitor(ports, storm.check_time) for _ in range(2))
        self._reporter, self._noter = (Visitor(ports, storm.check_time, head) for head in heads)
        self.is_over = Event()
        # IDs of tickets and texts of notes that were answered with yes.
        self._opened: list[str] = []
        self._noted: list[str] = []

    def sign_in(self) -> None:
        """Once, at one node, and seen at both."""
        ticket = f"tickets/{self._ticket}/"
        for browser, person, page in (
            (self._panel, self._alba, f"/{ticket}"),
            (self._desk, self._elira, f"/desk/{ticket}"),
        ):
            browser.sign_in(str(person.email))
            assert [browser.get(page).status for _ in browser.ports] == [200, 200]

    def jobs(self) -> list[Callable[[], None]]:
        writes = (self._report_in_the_panel, self._report_by_api, self._note_at_the_desk)
        return [partial(self._go_on, write) for write in (*writes, self._note_by_api)]

    def check(self) -> None:
        """Everything that was accepted is there once, and both nodes show a file of a worker."""
        numbers = Ticket.objects.filter(subject__startswith="visited ").values_list("number")
        assert sorted(shown(number, "IS") for (number,) in numbers) == sorted(self._opened)
        notes = EntryText.objects.filter(text__startswith="noted ")
        assert sorted(notes.values_list("text", flat=True)) == sorted(self._noted)
        file = f"/files/{Attachment.objects.get(filename='trace.txt').id}/"
        for _ in self._panel.ports:
            assert self._panel.get(file).text == FILE.decode()
        visitors = (self._panel, self._desk, self._reporter, self._noter)
        seen = sum((each.seen for each in visitors), Counter[int | str]())
        assert set(seen) <= {200, 201, 302, 409, 503, "no answer"}, seen
        assert seen[503] + seen["no answer"], "nobody noticed any trouble"
        assert [page for each in visitors for page in each.silent] == []

    def _go_on(self, write: Callable[[str], None]) -> None:
        number = 0
        while not self.is_over.wait(0.1):
            number += 1
            write(f"{write.__name__} {number}")

    def _report_in_the_panel(self, name: str) -> None:
        given = {"subject": f"visited {name}", "description": "Nothing passes since ten."}
        given |= {"kind": "fault", "impact": "degradation", "urgency": "low"}
        given |= {"started_at": "2026-03-11T09:55", "token": str(uuid.uuid4())}
        answer = self._panel.send("/services/IPT-10001/support/new/", given)
        assert answer.status == 302, answer
        self._opened.append(answer.location.split("/")[2])

    def _report_by_api(self, name: str) -> None:
        given = {"service": "IPT-10001", "subject": f"visited {name}", "description": "Down."}
        answer = self._reporter.call("/tickets", given, key=name)
        assert answer.status == 201, answer
        self._opened.append(json.loads(answer.text)["id"])

    def _note_at_the_desk(self, name: str) -> None:
        page = f"/desk/tickets/{self._ticket}/"
        given = {"mode": "note", "text": f"noted {name}", "token": str(uuid.uuid4())}
        answer = self._desk.send(f"{page}entries/", given | drawn(self._desk.get(page).text))
        assert answer.status == 302, answer
        self._noted.append(given["text"])

    def _note_by_api(self, name: str) -> None:
        given = {"text": f"noted {name}"}
        answer = self._noter.call(f"/tickets/{self._ticket}/notes", given, key=name)
        assert answer.status == 200, answer
        self._noted.append(given["text"])


def _trouble(
    nodes: Nodes, postgres: ExternalPostgres, storm: Storm, visitors: Visitors, rounds: int
) -> None:
    """The database goes in three ways, and a node of each kind dies."""
    chance, never = random.Random(4711), Event()
    ends: list[Callable[[], None]] = [
        partial(postgres.stop, "fast"),
        partial(postgres.stop, "immediate"),
        postgres.kill,
    ]
    for _ in range(rounds):
        for end in ends:
            never.wait(chance.uniform(0.5, 2))
            end()
            never.wait(chance.uniform(0, 0.5))
            postgres.start()
            storm.check_time()
        nodes.kill(chance.choice(nodes.work))
        nodes.kill(chance.choice(nodes.web))
        never.wait(2)
    visitors.is_over.set()
