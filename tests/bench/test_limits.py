"""The limit writes the rows of the product: new keys, everything else alike."""

from __future__ import annotations

import re
from datetime import timedelta

from django.db import connection

from bench import limits
from qendra.api.models import Answer
from qendra.escalation.actions.sweeps import catch_up, step_due
from qendra.escalation.models import Run, Step
from qendra.tickets.models import Ticket
from tests.api.calls import program
from tests.cast import NOW, Cast, opened
from tests.escalation.night import publish

REPORT = {"service": "IPT-10001", "subject": "Down", "description": "No traffic."}


def test_it_copies_a_row_with_new_keys(cast: Cast) -> None:
    ticket = opened(cast, subject="Fibre cut")
    limits._make_sequences()
    fresh = {"number": limits._NO_NUMBER, "intake_key": limits._UNIQUE}
    with connection.cursor() as cursor:
        cursor.execute(_alone(limits._copied("tickets_ticket", ticket.id, fresh, "ticket")))
    copy = Ticket.objects.latest("id")
    assert copy.id != ticket.id
    assert copy.number != ticket.number
    assert (copy.subject, copy.facts, copy.due_at) == (ticket.subject, ticket.facts, ticket.due_at)


def test_the_script_of_a_step_changes_what_a_step_changes(cast: Cast) -> None:
    publish(cast.faik, cast.hana, cast.jon, cast.iris)
    opened(cast, subject="Fibre cut")
    catch_up(now=NOW)
    step_due(now=NOW + timedelta(days=30))
    step = Step.objects.select_related("run").latest("id")
    script = limits._script_of_step(step)
    assert _written(script) == {
        "escalation_step",
        "tickets_entry",
        "tickets_news",
        "outbox_message",
        "tickets_ticket",
        "escalation_run",
    }
    assert Run.objects.count() == 1


def test_no_copy_of_a_step_is_one_that_was_taken(cast: Cast) -> None:
    publish(cast.faik, cast.hana, cast.jon, cast.iris)
    for number in range(3):
        opened(cast, key=str(number))
    catch_up(now=NOW)
    step_due(now=NOW + timedelta(days=30))
    later = Step.objects.earliest("id")
    later.pk, later.round, later._state.adding = None, 41, True
    later.save()
    limits._make_sequences()
    script = limits._script_of_step(Step.objects.select_related("run").latest("id"))
    drawing = _alone(script[script.index("SELECT ticket, run,") : script.index("SELECT 1 AS")])
    taken = set(Step.objects.values_list("run_id", "round"))
    with connection.cursor() as cursor:
        for _ in range(9):
            cursor.execute(drawing)
            _ticket, *step = cursor.fetchone()
            assert tuple(step) not in taken
            taken.add(tuple(step))


def test_the_script_of_a_report_writes_what_a_report_writes(cast: Cast) -> None:
    made = program(cast.alba, cast.northwind).post("/tickets", REPORT, key="a")
    ticket = Ticket.objects.get()
    script = "\n".join(limits._copies_of_ticket(ticket.id))
    assert made.status == 201
    assert _written(script) == {
        "tickets_ticket",
        "tickets_entry",
        "tickets_news",
        "tickets_entrytext",
        "outbox_message",
    }
    assert script.count("INSERT INTO tickets_entry ") == ticket.entries.count()


def test_the_script_of_a_reply_writes_what_a_reply_writes(cast: Cast) -> None:
    ticket = opened(cast)
    answer = {"text": "We are on it."}
    program(cast.elira).post(f"/tickets/{ticket.number}/replies", answer, key="a")
    script = limits._script_of_reply(ticket.entries.get(kind="reply"), Answer.objects.get().id)
    assert _written(script) == {
        "tickets_ticket",
        "tickets_entry",
        "tickets_news",
        "tickets_entrytext",
        "outbox_message",
        "api_answer",
        "api_window",
    }
    assert script.count("INSERT INTO outbox_message ") == 1


def _written(script: str) -> set[str]:
    return set(re.findall(r"(?:INSERT INTO|UPDATE) (?!SET)(\w+)", script))


def _alone(statement: str) -> str:
    """Without what only pgbench understands."""
    return statement.replace(" \\gset", "")
