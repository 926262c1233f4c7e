"""A ticket advances by itself, by its age alone (E3)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qendra.accounts.actor import Actor, Channel
from qendra.escalation.actions.acknowledging import acknowledge_step
from qendra.escalation.models import Run, Step
from qendra.tickets.actions.conversation import add_note, reply
from qendra.tickets.actions.facts import correct_facts
from qendra.tickets.actions.moving import confirm_repair, dispute_repair
from qendra.tickets.actions.writing import Words
from qendra.tickets.models import Ticket
from qendra.tickets.states import State
from tests.cast import NOW, desk, opened, panel
from tests.escalation.night import Night, publish, utc

HOUR = timedelta(hours=1)

# Hand-counted from Wednesday 10:00 in Tirana (9:00 UTC), business hours 08:00 to 17:00 there:
# Saturday, Sunday and Monday the 16th (Summer Day) do not count.
CLIMBS = {
    "critical": [NOW + HOUR, NOW + 2 * HOUR, NOW + 3 * HOUR, NOW + 4 * HOUR],
    "major": [NOW + 2 * HOUR, NOW + 4 * HOUR, NOW + 8 * HOUR, NOW + 16 * HOUR],
    "minor": [utc(11, 13), utc(12, 8), utc(12, 16), utc(17, 14)],
    "low": [utc(12, 9), utc(13, 9), utc(17, 9), utc(18, 9)],
}


@pytest.mark.parametrize("priority", CLIMBS)
def test_each_priority_climbs_at_its_ages_over_nights_week_ends_and_holidays(
    night: Night, priority: str
) -> None:
    night.report(priority)
    night.forward(days=14)
    assert night.step_times() == CLIMBS[priority]
    assert night.levels() == [1, 2, 3, 4]
    assert night.told() == ["faik", "hana", "jon", "iris"]
    assert night.run.next_step_at is None


@pytest.mark.parametrize("end", [State.CLOSED, State.CANCELLED])
def test_what_was_closed_while_waiting_for_the_customer_ages_on_when_it_is_opened_again(
    night: Night, end: State
) -> None:
    night.report()
    night.forward(minutes=30)
    night.move(State.WAITING_CUSTOMER)
    night.forward(minutes=10)
    night.move(end, reason="They say that it works.")
    night.forward(hours=5)
    night.move(State.IN_PROGRESS)
    back = night.now
    assert night.ticket.repair_due_at == NOW + timedelta(hours=4) + (back - NOW) - HOUR / 2
    night.forward(hours=1)
    assert night.step_times() == [back + timedelta(minutes=30)]


def test_the_age_counts_from_when_the_report_reached_us_not_from_when_we_read_it(
    night: Night,
) -> None:
    night.report(received_at=NOW - timedelta(minutes=50), key="mail:late")
    night.forward(minutes=10)
    assert night.step_times() == [NOW + timedelta(minutes=10)]


def test_no_note_no_answer_and_no_acknowledgement_stops_it(night: Night) -> None:
    night.report()
    elira = desk(night.cast.elira)
    words = Words(text="We are on it.")
    reply(actor=elira, now=night.now, ticket_id=night.ticket_id, words=words)
    night.forward(minutes=65)
    add_note(actor=elira, now=night.now, ticket_id=night.ticket_id, words=words)
    step = Step.objects.get()
    acknowledge_step(actor=Actor(night.cast.faik, Channel.LINK), now=night.now, step_id=step.id)
    night.forward(hours=1)
    assert night.levels() == [1, 2]


def test_waiting_for_the_customer_stops_it_and_it_goes_on_from_there(night: Night) -> None:
    night.report()
    night.forward(minutes=30)
    night.move(State.WAITING_CUSTOMER)
    night.forward(hours=20)
    assert night.levels() == []
    assert night.run.next_step_at is None
    night.move(State.IN_PROGRESS)
    night.forward(hours=1)
    assert night.step_times() == [NOW + timedelta(minutes=30, hours=20) + timedelta(minutes=30)]


def test_waiting_for_a_carrier_never_stops_it(night: Night) -> None:
    night.report()
    night.forward(minutes=10)
    night.move(State.WAITING_CARRIER, reference="ADR-1")
    night.forward(hours=4)
    assert night.step_times() == CLIMBS["critical"]


@pytest.mark.parametrize("end", [State.RESTORED, State.RESOLVED, State.CLOSED, State.CANCELLED])
def test_restored_and_closed_stop_it(night: Night, end: State) -> None:
    night.report()
    night.forward(minutes=90)
    night.move(end, reason="done")
    night.forward(days=2)
    assert night.levels() == [1]
    assert night.run.next_step_at is None


def test_a_repair_that_the_customer_disproves_never_stopped_it(night: Night) -> None:
    night.report()
    night.forward(minutes=90)
    night.move(State.RESOLVED)
    night.forward(minutes=60)
    dispute_repair(actor=panel(night.cast.alba), now=night.now, ticket_id=night.ticket_id)
    night.forward()
    assert night.levels() == [1, 2]
    assert night.run.next_step_at == NOW + 3 * HOUR


def test_a_closed_ticket_that_is_opened_again_goes_on_where_it_was(night: Night) -> None:
    night.report()
    night.forward(minutes=90)
    night.move(State.RESTORED)
    confirm_repair(actor=panel(night.cast.alba), now=night.now, ticket_id=night.ticket_id)
    night.forward(days=3)
    night.move(State.IN_PROGRESS)
    night.forward(minutes=30)
    assert night.step_times() == [NOW + HOUR, NOW + timedelta(days=3, hours=2)]


def test_a_priority_that_rises_takes_the_steps_that_are_overdue_in_order(night: Night) -> None:
    night.report("minor")
    night.forward(hours=2, minutes=30)
    assert night.levels() == []
    night.reprioritise("critical")
    night.forward()
    raised_at = NOW + timedelta(hours=2, minutes=30)
    assert night.steps() == [(1, raised_at, "age"), (2, raised_at, "age")]
    assert night.told() == ["faik", "hana"]
    assert night.run.next_step_at == NOW + 3 * HOUR


def test_a_priority_that_falls_undoes_no_step_and_moves_the_coming_ones(night: Night) -> None:
    night.report()
    night.forward(minutes=65)
    night.reprioritise("major")
    night.forward()
    assert night.levels() == [1]
    assert night.run.next_step_at == NOW + 4 * HOUR


def test_after_a_standstill_of_the_worker_every_missed_step_is_taken_in_one_sweep(
    night: Night,
) -> None:
    night.report()
    night.standstill(hours=3, minutes=20)
    back_at = NOW + timedelta(hours=3, minutes=20)
    assert night.steps() == [(level, back_at, "age") for level in (1, 2, 3)]
    assert night.told() == ["faik", "hana", "jon"]
    assert night.run.next_step_at == NOW + 4 * HOUR


def test_a_ticket_that_was_restored_while_the_worker_was_dead_takes_no_step(
    night: Night,
) -> None:
    night.report()
    night.now += timedelta(minutes=90)
    night.move(State.RESTORED)
    night.standstill(minutes=1)
    assert night.levels() == []


def test_a_restoration_that_is_recorded_late_undoes_no_step(night: Night) -> None:
    night.report()
    night.forward(minutes=70)
    night.move(State.RESTORED, happened_at=NOW + timedelta(minutes=40))
    night.forward(hours=5)
    assert night.levels() == [1]


def test_what_is_written_after_the_sweep_read_the_time_is_not_overlooked(night: Night) -> None:
    sweep_began = NOW
    ticket = opened(night.cast, now=NOW + timedelta(seconds=2))
    night.ticket_id, night.now = ticket.id, sweep_began
    Ticket.objects.update(updated_at=sweep_began)
    night.sweep()
    assert not night.ticket.clock_changed
    assert night.run.next_step_at == ticket.opened_at + HOUR


def test_a_ticket_without_a_known_service_climbs_the_default_and_then_its_services_matrix(
    night: Night,
) -> None:
    contract = night.cast.transit.contract
    publish(night.cast.jon, night.cast.iris, slug="northwind", scope=contract)
    night.report(service=None)
    night.forward(minutes=60)
    assert night.told() == ["faik"]
    correct_facts(
        actor=desk(night.cast.elira),
        now=night.now,
        ticket_id=night.ticket_id,
        facts=[],
        service=night.cast.transit,
    )
    night.forward(hours=5)
    assert night.told() == ["faik", "iris"]
    assert night.run.matrix is not None
    assert night.run.matrix.slug == "northwind"


def test_an_ended_ticket_that_was_never_seen_open_gets_no_run(night: Night) -> None:
    ticket = opened(night.cast)
    night.ticket_id = ticket.id
    night.move(State.CLOSED, reason="a test")
    night.sweep()
    assert not Run.objects.exists()
    assert not Ticket.objects.filter(clock_changed=True).exists()


def test_a_request_of_the_customer_ages_like_a_fault(night: Night) -> None:
    ticket = opened(night.cast, kind="request", facts=())
    night.ticket_id = ticket.id
    assert ticket.priority == "minor"
    night.forward(days=1)
    assert night.step_times()[0] == utc(11, 13)


def test_the_timeline_says_each_step_to_the_customer(night: Night) -> None:
    night.report()
    night.forward(minutes=60)
    assert night.entries(for_customer=True) == ["escalation_stepped"]
    entry = night.ticket.entries.get(kind="escalation_stepped")
    assert entry.data == {
        "level": 1,
        "role": "Support supervisor",
        "holder": "Faik",
        "cause": "age",
    }
    assert (entry.at, entry.channel, entry.actor) == (NOW + HOUR, "system", None)
