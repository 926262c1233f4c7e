"""The commands of an operator: migrate, createadmin, ticket show, sweep, demo."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory

from qendra.accounts.models import Person
from qendra.accounts.rights import DefaultRole, Right
from qendra.catalogue.selectors import provider
from qendra.lib import ticket_id
from qendra.outbox.models import Message
from qendra.project import cli
from qendra.tickets.actions.moving import move_ticket
from qendra.tickets.models import Entry, Ticket
from qendra.tickets.states import State
from tests.cast import Cast, desk, opened
from tests.database import at_database
from tests.project.programs import is_one_plain_sentence, qendra

pytestmark = pytest.mark.django_db

Captured = pytest.CaptureFixture[str]


def test_migrate_makes_tables_and_defaults_and_may_run_again(database_url: str) -> None:
    name = "qendra_test_migrated"
    url = at_database(database_url, name)
    with psycopg.connect(at_database(database_url, "postgres"), autocommit=True) as session:
        session.execute(f'DROP DATABASE IF EXISTS "{name}"')
        session.execute(f'CREATE DATABASE "{name}"')
        try:
            runs = [qendra("migrate", DATABASE_URL=url) for _ in range(2)]
            with psycopg.connect(url) as made:
                providers = made.execute("SELECT count(*) FROM catalogue_provider").fetchone()
                levels = made.execute("SELECT count(*) FROM sla_servicelevel").fetchone()
        finally:
            session.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    assert [run.returncode for run in runs] == [0, 0], runs[0].stderr + runs[1].stderr
    assert (providers, levels) == ((1,), (1,))


def test_createadmin_makes_a_person_who_can_sign_in(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("plenty-of-horses\n"))
    assert cli.main(["createadmin", "--name", "Ana Berisha", "--email", "Ana@Example.org"]) == 0
    assert "ana@example.org" in capsys.readouterr().out
    request = RequestFactory().post("/")
    person = authenticate(request, username="ana@example.org", password="plenty-of-horses")
    assert isinstance(person, Person)
    assert [role.key for role in person.roles.all()] == [DefaultRole.ADMINISTRATOR]
    assert set(person.rights) == set(Right)


@pytest.mark.parametrize(
    ("email", "password"), [("no address", "plenty-of-horses"), ("ana@example.org", "short")]
)
def test_createadmin_refuses_a_bad_address_and_a_weak_password(
    email: str, password: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("QENDRA_ADMIN_PASSWORD", password)
    assert cli.main(["createadmin", "--name", "Ana", "--email", email]) == 1
    assert is_one_plain_sentence(capsys.readouterr().err)
    assert not Person.objects.exists()


def test_createadmin_refuses_an_address_that_is_taken(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("QENDRA_ADMIN_PASSWORD", "plenty-of-horses")
    assert cli.main(["createadmin", "--name", "Ana", "--email", str(cast.jon.email)]) == 1
    assert is_one_plain_sentence(capsys.readouterr().err)


def test_ticket_show_prints_the_ticket_and_its_timeline(cast: Cast, capsys: Captured) -> None:
    ticket = opened(cast)
    typed = ticket_id.shown(ticket.number, "IS").lower().replace("-", " ")
    assert cli.main(["ticket", "show", typed]) == 0
    printed = capsys.readouterr().out
    assert ticket_id.shown(ticket.number, "IS") in printed
    assert "The link went down at ten." in printed
    assert cast.transit.code in printed


def test_ticket_show_speaks_json_to_programs(cast: Cast, capsys: Captured) -> None:
    ticket = opened(cast)
    assert cli.main(["ticket", "show", ticket.number, "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["id"] == ticket_id.shown(ticket.number, "IS")
    assert shown["customer"] == "Northwind"
    assert shown["timeline"][0]["kind"] == "opened"
    assert shown["timeline"][0]["by"] == "Alba"


def test_ticket_show_lets_no_stranger_steer_the_terminal(cast: Cast, capsys: Captured) -> None:
    ticket = opened(cast, subject="\x1b[2J\x1b]0;gone\x07Link down")
    assert cli.main(["ticket", "show", ticket.number]) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_ticket_show_prints_every_line_of_a_fact_below_the_first(
    cast: Cast, capsys: Captured
) -> None:
    ticket = opened(cast)
    fact = {"value": "loss 40 %\r\n\thop 3\nhop \x1b4", "source": "customer"}
    Ticket.objects.filter(id=ticket.id).update(facts={"trace": fact})
    assert cli.main(["ticket", "show", ticket.number]) == 0
    below = " " * 17
    assert (
        f"\ntrace            loss 40 %\n{below}   hop 3\n{below}hop \N{REPLACEMENT CHARACTER}4"
        "  (customer)\n"
    ) in capsys.readouterr().out


@pytest.mark.parametrize(
    ("typed", "says"), [("IS-1", "is no ticket ID"), ("IS-0000-0000-1", "is mistyped")]
)
def test_ticket_show_says_what_is_wrong_with_an_id(
    typed: str, says: str, cast: Cast, capsys: Captured
) -> None:
    assert cli.main(["ticket", "show", typed]) == 1
    printed = capsys.readouterr().err
    assert is_one_plain_sentence(printed)
    assert says in printed


def test_ticket_show_says_when_there_is_no_such_ticket(cast: Cast, capsys: Captured) -> None:
    number = ticket_id.number_for(77, bytes(32))
    assert cli.main(["ticket", "show", number]) == 1
    assert "There is no ticket IS-" in capsys.readouterr().err


@pytest.mark.parametrize("at", ["2020-01-01T00:00Z", "0001-01-01T00:00"])
def test_sweep_refuses_the_past(at: str, cast: Cast, capsys: Captured) -> None:
    assert cli.main(["sweep", "--at", at]) in {1, 2}
    assert is_one_plain_sentence(capsys.readouterr().err)


def test_sweep_refuses_what_is_no_time(cast: Cast, capsys: Captured) -> None:
    assert cli.main(["sweep", "--at", "next tuesday"]) == 2
    assert is_one_plain_sentence(capsys.readouterr().err)


@pytest.mark.parametrize("at", ["9999-12-31T23:59", "9999-12-31T23:59Z", "2200-01-01T00:00Z"])
def test_sweep_refuses_more_than_ten_years_ahead(at: str, cast: Cast, capsys: Captured) -> None:
    assert cli.main(["sweep", "--at", at]) == 2
    printed = capsys.readouterr().err
    assert is_one_plain_sentence(printed)
    assert "more than ten years ahead" in printed


def test_sweep_does_on_the_demo_all_that_is_due_as_of_a_time(cast: Cast, capsys: Captured) -> None:
    ticket = _waiting_for_customer(cast)
    assert cli.main(["sweep", "--at", _in_days(4)]) == 0
    assert "lifecycle 1" in capsys.readouterr().out
    ticket.refresh_from_db()
    assert ticket.state == "in_progress"


def test_sweep_on_a_real_installation_only_rehearses_the_future(
    cast: Cast, capsys: Captured
) -> None:
    _make_real()
    before = Entry.objects.count()
    assert cli.main(["sweep", "--at", _in_days(4)]) == 1
    printed = capsys.readouterr().err
    assert is_one_plain_sentence(printed)
    assert "--rehearse" in printed
    assert Entry.objects.count() == before


def test_a_rehearsal_says_what_would_be_done_and_changes_nothing(
    cast: Cast, capsys: Captured
) -> None:
    ticket = _waiting_for_customer(cast)
    _make_real()
    before = Entry.objects.count(), Message.objects.count()
    assert cli.main(["sweep", "--at", _in_days(4), "--rehearse"]) == 0
    printed = capsys.readouterr().out
    assert ticket_id.shown(ticket.number, "IS") in printed
    assert "Nothing was changed and nothing was sent." in printed
    assert (Entry.objects.count(), Message.objects.count()) == before
    ticket.refresh_from_db()
    assert ticket.state == "waiting_customer"


def test_sweep_without_a_time_does_on_any_installation_what_is_due_now(
    cast: Cast, capsys: Captured
) -> None:
    _make_real()
    assert cli.main(["sweep"]) == 0
    assert "Done as of" in capsys.readouterr().out


def test_demo_refuses_an_installation_that_is_not_empty(cast: Cast, capsys: Captured) -> None:
    _make_real()
    assert cli.main(["demo"]) == 1
    assert is_one_plain_sentence(capsys.readouterr().err)
    assert cli.main(["demo", "--if-empty"]) == 0


def test_demo_says_plainly_that_its_sign_ins_exist(cast: Cast, capsys: Captured) -> None:
    assert provider().is_demo
    assert cli.main(["demo"]) == 0
    assert "DEMO SIGN-INS EXIST" in capsys.readouterr().out


def _waiting_for_customer(cast: Cast) -> Ticket:
    now = datetime.now(UTC)
    ticket = opened(cast, now=now)
    return move_ticket(
        actor=desk(cast.elira), now=now, ticket_id=ticket.id, to=State.WAITING_CUSTOMER
    )


def _make_real() -> None:
    ours = provider()
    ours.is_demo = False
    ours.save()


def _in_days(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()
