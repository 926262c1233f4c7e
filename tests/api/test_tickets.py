"""Tickets by program: reported, listed, read, answered, escalated, resolved, confirmed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qendra.escalation.actions.defaults import install_default_matrix
from qendra.tickets.models import Entry, Ticket
from tests.api.calls import Program, program
from tests.cast import Cast, opened

# Read in its own zone, given back in UTC.
STARTED = datetime.now(timezone(timedelta(hours=1))).replace(microsecond=0) - timedelta(hours=2)
REPORT: dict[str, Any] = {
    "service": "ipt-10001",
    "kind": "fault",
    "subject": "Link down",
    "description": "No traffic since ten.",
    "started_at": STARTED.isoformat(),
    "impact": "service_affecting",
    "urgency": "high",
    "circuit_id": "TIA-TRN-0001",
    "permanence": "permanent",
    "test_results": "100% loss",
    "ip_address": "192.0.2.7",
}


@pytest.fixture
def alba(cast: Cast) -> Program:
    return program(cast.alba, cast.northwind)


@pytest.fixture
def elira(cast: Cast) -> Program:
    return program(cast.elira)


def test_a_report_becomes_a_ticket_with_the_facts_of_s6(cast: Cast, alba: Program) -> None:
    answer = alba.post("/tickets", REPORT)
    assert answer.status == 201, answer.body
    assert answer.body["priority"] == "critical"
    assert answer.body["priority_because"] == (
        "The impact “Service affecting” and the urgency “High” make it Critical."
    )
    assert answer.body["matrix_version"] == 1
    assert answer.body["service"] == {"id": "IPT-10001", "name": "IP transit 1G"}
    assert answer.body["reporter"] == "Alba"
    assert {name: fact["value"] for name, fact in answer.body["facts"].items()} == {
        "service_id": "IPT-10001",
        "started_at": STARTED.astimezone(UTC).isoformat(),
        "description": "No traffic since ten.",
        "impact": "service_affecting",
        "circuit_id": "TIA-TRN-0001",
        "permanence": "permanent",
        "test_results": "100% loss",
        "ip_address": "192.0.2.7",
    }
    assert Entry.objects.filter(channel="api", kind="opened").count() == 1


def test_it_is_read_and_listed_as_it_was_reported(cast: Cast, alba: Program) -> None:
    made = alba.post("/tickets", REPORT).body
    assert alba.get(f"/tickets/{made['id'].lower()}").body == made
    assert alba.get("/tickets").body == {"items": [made], "next": None}


def test_a_list_is_filtered(cast: Cast, elira: Program) -> None:
    ticket = opened(cast, now=datetime.now(UTC))
    moment = ticket.updated_at.isoformat()
    later = (ticket.updated_at + timedelta(seconds=1)).isoformat()
    found: list[dict[str, Any]] = [
        {"state": "new"},
        {"state": ["new", "closed"], "priority": "critical"},
        {"service": "IPT-10001", "customer": "C-1", "updated_since": moment},
    ]
    nothing: list[dict[str, Any]] = [
        {"state": "closed"},
        {"priority": "low"},
        {"service": "DS-20001"},
        {"customer": "C-2"},
        {"updated_since": later},
    ]
    sizes = [len(elira.get("/tickets", **query).body["items"]) for query in found]
    assert sizes == [1, 1, 1]
    assert [elira.get("/tickets", **query).body["items"] for query in nothing] == [[]] * 5


def test_pages_neither_skip_nor_repeat_while_tickets_come(cast: Cast, elira: Program) -> None:
    now = datetime.now(UTC)
    for number in range(5):
        opened(cast, now=now, key=f"form:{number}")
    first = elira.get("/tickets", limit=2).body
    opened(cast, now=datetime.now(UTC), key="form:late")
    second = elira.get("/tickets", limit=2, cursor=first["next"]).body
    third = elira.get("/tickets", limit=2, cursor=second["next"]).body
    seen = [each["id"] for page in (first, second, third) for each in page["items"]]
    assert len(seen) == len(set(seen)) == 5
    assert third["next"] is None


def test_a_list_takes_the_same_queries_for_one_ticket_and_for_many(
    cast: Cast, elira: Program
) -> None:
    opened(cast)
    elira.get("/tickets")
    one = _queries(elira, "/tickets")
    for number in range(2, 9):
        opened(cast, key=f"form:{number}")
    assert _queries(elira, "/tickets") == one <= 6


def test_the_timeline_goes_on_after_an_entry(cast: Cast, alba: Program, elira: Program) -> None:
    ticket = opened(cast)
    address = f"/tickets/{ticket.number}/timeline"
    before = alba.get(address).body
    elira.post(f"/tickets/{ticket.number}/notes", {"text": "Fibre cut, for us only."})
    elira.post(f"/tickets/{ticket.number}/replies", {"text": "We are on it."})
    fresh = alba.get(address, since=before["items"][-1]["id"]).body["items"]
    assert [each["kind"] for each in fresh] == ["reply", "state"]
    assert fresh[0]["text"] == "We are on it."
    assert fresh[0]["by"] == "Elira"
    told = elira.get(address, since=before["items"][-1]["id"], limit=1).body
    assert [each["kind"] for each in told["items"]] == ["note"]
    assert told["more"]


def test_what_is_for_staff_only_reaches_no_customer(
    cast: Cast, alba: Program, elira: Program
) -> None:
    ticket = opened(cast)
    elira.post(f"/tickets/{ticket.number}/notes", {"text": "secret note"})
    elira.post(f"/tickets/{ticket.number}/resolution", {"text": "secret reason"})
    seen = str(alba.get(f"/tickets/{ticket.number}/timeline").body)
    assert "resolved" in seen
    assert "secret" not in seen
    assert "secret reason" in str(elira.get(f"/tickets/{ticket.number}/timeline").body)


def test_a_customer_replies_and_staff_answers(cast: Cast, alba: Program, elira: Program) -> None:
    ticket = opened(cast)
    answer = elira.post(
        f"/tickets/{ticket.number}/replies", {"text": "Which port?", "then": "waiting_customer"}
    )
    assert answer.body["state"] == "waiting_customer"
    said = alba.post(f"/tickets/{ticket.number}/replies", {"text": "Port 7."})
    assert said.body["state"] == "in_progress"


def test_a_program_sees_by_when_the_customer_hears_from_us_again(
    cast: Cast, elira: Program
) -> None:
    ticket = opened(cast)
    address = f"/tickets/{ticket.number}"
    assert elira.get(address).body["update_due_at"] is None
    answer = elira.post(f"{address}/replies", {"text": "We look at it."})
    due_at = datetime.fromisoformat(answer.body["update_due_at"])
    in_between = due_at - ticket.entries.latest("id").at
    assert abs(in_between - timedelta(hours=1)) < timedelta(seconds=1)


def test_an_old_version_is_told_that_it_crossed(cast: Cast, elira: Program) -> None:
    ticket = opened(cast)
    body = {"text": "Hello", "version": ticket.version}
    assert elira.post(f"/tickets/{ticket.number}/replies", body).status == 200
    assert elira.post(f"/tickets/{ticket.number}/replies", body).status == 409


def test_staff_corrects_facts(cast: Cast, elira: Program) -> None:
    ticket = opened(cast)
    given = {"service": "DS-20001", "ip_address": "2001:db8:7::1", "description": "Cut."}
    answer = elira.post(f"/tickets/{ticket.number}/facts", given)
    assert answer.body["service"]["id"] == "DS-20001"
    assert answer.body["facts"]["ip_address"] == {"value": "2001:db8:7::1", "source": "agent"}


def test_a_customer_asks_for_the_next_level(cast: Cast, alba: Program) -> None:
    cast.provider.duty_manager = cast.hana
    cast.provider.save()
    now = datetime.now(UTC)
    install_default_matrix(now=now)
    ticket = opened(cast, now=now)
    answer = alba.post(
        f"/tickets/{ticket.number}/escalation", {"reason": "Nobody answers.", "call_back": True}
    )
    assert answer.status == 200, answer.body
    asked = Entry.objects.get(ticket=ticket, kind="escalation_requested")
    assert (asked.channel, asked.data["reason"]) == ("api", "Nobody answers.")


def test_staff_resolves_the_customer_reopens_and_confirms(
    cast: Cast, alba: Program, elira: Program
) -> None:
    ticket = f"/tickets/{opened(cast, now=datetime.now(UTC)).number}"
    assert elira.post(f"{ticket}/resolution", {"text": "Spliced."}).body["state"] == "resolved"
    reopened = alba.post(f"{ticket}/reopening", {"text": "No, still down."})
    assert reopened.body["state"] == "in_progress"
    assert elira.post(f"{ticket}/resolution").body["state"] == "resolved"
    assert alba.post(f"{ticket}/confirmation").body["state"] == "closed"


def test_what_a_rule_refuses_is_a_conflict_with_its_sentence(cast: Cast, alba: Program) -> None:
    answer = alba.post(f"/tickets/{opened(cast).number}/confirmation")
    assert answer.status == 409
    assert "still working" in answer.body["detail"]


@pytest.mark.parametrize("days", [1, -367])
def test_a_start_that_nobody_can_mean_is_refused(cast: Cast, alba: Program, days: int) -> None:
    started_at = (datetime.now(UTC) + timedelta(days=days)).isoformat()
    answer = alba.post("/tickets", REPORT | {"started_at": started_at})
    assert answer.status == 422
    assert answer.body["detail"].startswith("started_at: this moment is")
    assert not Ticket.objects.exists()


def test_staff_cannot_state_such_a_start_either(cast: Cast, elira: Program) -> None:
    facts = f"/tickets/{opened(cast).number}/facts"
    assert elira.post(facts, {"started_at": "1999-12-31T23:59:59Z"}).status == 422


def _queries(caller: Program, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert caller.get(path).status == 200
    return len(queries)
