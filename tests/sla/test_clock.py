"""Segments, deadlines and the age of a case."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qendra.sla.clock import (
    Deadline,
    DeadlineState,
    Fact,
    FactKind,
    Party,
    age,
    age_deadline,
    repair_deadline,
    response_deadline,
    segments,
)
from tests.sla.story import ALWAYS, MONDAY, OFFICE, at, hours, story


def parties(facts: list[Fact], until: str) -> list[str]:
    return [f"{s.party} {s.start:%H:%M}-{s.end:%H:%M}" for s in segments(facts, at(until))]


def test_time_that_nobody_claims_is_the_provider_s() -> None:
    assert parties(story("opened 08:00"), "09:00") == ["provider 08:00-09:00"]


def test_the_first_of_the_overlapping_parties_has_the_time() -> None:
    facts = story(
        "opened 00:00",
        "began carrier 01:00",
        "began customer 02:00",
        "began maintenance 03:00",
        "began deferral 04:00",
        "began restored 05:00",
        "ended restored 06:00",
        "ended deferral 07:00",
        "ended maintenance 08:00",
        "ended customer 09:00",
        "ended carrier 10:00",
    )
    assert parties(facts, "11:00") == [
        "provider 00:00-01:00",
        "carrier 01:00-02:00",
        "customer 02:00-03:00",
        "maintenance 03:00-04:00",
        "deferral 04:00-05:00",
        "restored 05:00-06:00",
        "deferral 06:00-07:00",
        "maintenance 07:00-08:00",
        "customer 08:00-09:00",
        "carrier 09:00-10:00",
        "provider 10:00-11:00",
    ]


def test_a_closed_case_has_no_time_after_its_end() -> None:
    facts = story("opened 08:00", "began restored 09:00", "closed 10:00")
    assert parties(facts, "12:00") == ["provider 08:00-09:00", "restored 09:00-10:00"]


def test_what_began_before_the_report_counts_from_the_report() -> None:
    facts = story("began maintenance 07:00", "opened 08:00", "ended maintenance 09:00")
    assert parties(facts, "10:00") == ["maintenance 08:00-09:00", "provider 09:00-10:00"]


def test_a_disproved_repair_never_happened_and_the_time_returns_to_who_had_it() -> None:
    facts = story("opened 08:00", "began carrier 08:30", "began restored 09:00", "disproved 12:00")
    assert parties(facts, "13:00") == ["provider 08:00-08:30", "carrier 08:30-13:00"]
    assert repair_deadline(facts, hours(4), at("13:00")) == Deadline(
        at("12:00"), None, DeadlineState.BREACHED
    )


def test_a_disproved_closing_never_happened() -> None:
    facts = story("opened 08:00", "closed 09:00", "disproved 10:00")
    assert parties(facts, "11:00") == ["provider 08:00-11:00"]


def test_what_is_closed_stays_closed_until_it_is_opened_again() -> None:
    facts = story("opened 08:00", "closed 09:00", "ended restored 10:00", "closed 11:00")
    assert parties(facts, "12:00") == ["provider 08:00-09:00"]
    deadline = repair_deadline(facts, hours(4), at("12:00"))
    assert (deadline.met_at, deadline.state) == (at("09:00"), DeadlineState.MET)


def test_one_disproof_takes_one_repair() -> None:
    facts = story(
        "opened 08:00",
        "began restored 09:00",
        "ended restored 10:00",
        "began restored 11:00",
        "disproved 12:00",
        "disproved 12:30",
    )
    assert parties(facts, "13:00") == [
        "provider 08:00-09:00",
        "restored 09:00-10:00",
        "provider 10:00-13:00",
    ]


def test_overlapping_planned_works_pause_until_the_last_one_ends() -> None:
    facts = story(
        "opened 01:00",
        "began maintenance 02:00",
        "began maintenance 03:00",
        "ended maintenance 04:00",
        "ended maintenance 05:00",
    )
    assert parties(facts, "06:00")[1] == "maintenance 02:00-05:00"


def test_waiting_twice_is_waiting_once() -> None:
    facts = story(
        "opened 08:00", "began customer 09:00", "began customer 09:30", "ended customer 10:00"
    )
    assert parties(facts, "11:00")[-1] == "provider 10:00-11:00"


def test_a_fact_recorded_late_is_read_where_it_belongs() -> None:
    facts = story("opened 08:00", "began customer 10:00", "ended customer 11:00")
    late = Fact(FactKind.BEGAN, at("09:00"), at("12:00"), Party.CUSTOMER)
    assert parties([*facts, late], "12:00")[1] == "customer 09:00-11:00"


def test_facts_of_one_moment_are_read_as_they_were_recorded() -> None:
    opened, moment = story("opened 08:00")[0], at("09:00")
    began = Fact(FactKind.BEGAN, moment, moment, Party.CUSTOMER)
    ended = Fact(FactKind.ENDED, moment, moment + timedelta(seconds=1), Party.CUSTOMER)
    assert parties([ended, opened, began], "10:00") == ["provider 08:00-10:00"]


def test_nothing_opened_has_no_time_and_no_deadline() -> None:
    facts = story("began customer 08:00", "responded 08:10")
    stopped = Deadline(None, None, DeadlineState.STOPPED)
    assert segments(facts, at("09:00")) == ()
    assert response_deadline(facts, hours(1), at("09:00")) == stopped
    assert repair_deadline(facts, hours(1), at("09:00")) == stopped
    assert age_deadline(facts, hours(1), at("09:00")) is None
    assert age(facts, ALWAYS, at("09:00")) == 0


def test_the_first_answer_meets_the_response_and_a_second_one_changes_nothing() -> None:
    facts = story("opened 08:00", "responded 08:10", "responded 08:40")
    met = Deadline(at("08:15"), at("08:10"), DeadlineState.MET)
    assert response_deadline(facts, hours(0.25), at("09:00")) == met


@pytest.mark.parametrize(
    ("now", "state"), [("08:15", DeadlineState.RUNNING), ("08:16", DeadlineState.BREACHED)]
)
def test_a_response_is_late_after_the_due_moment_not_at_it(now: str, state: str) -> None:
    deadline = response_deadline(story("opened 08:00"), hours(0.25), at(now))
    assert deadline == Deadline(at("08:15"), None, DeadlineState(state))


def test_a_late_answer_stays_late() -> None:
    facts = story("opened 08:00", "responded 09:00")
    assert response_deadline(facts, hours(0.5), at("+5 09:00")).state == DeadlineState.BREACHED


def test_a_case_that_is_closed_without_an_answer_stops_the_response() -> None:
    facts = story("opened 08:00", "closed 08:05")
    assert response_deadline(facts, hours(1), at("12:00")).state == DeadlineState.STOPPED


def test_the_first_answer_is_not_put_off_by_waiting_for_the_customer() -> None:
    facts = story("opened 08:00", "began customer 08:05")
    assert response_deadline(facts, hours(1), at("08:30")).due_at == at("09:00")


def test_the_carrier_s_time_counts_against_us() -> None:
    facts = story("opened 08:00", "began carrier 08:30")
    assert repair_deadline(facts, hours(4), at("09:00")) == Deadline(
        at("12:00"), None, DeadlineState.RUNNING
    )


def test_a_repair_meets_the_deadline_and_keeps_the_moment_that_was_promised() -> None:
    facts = story("opened 08:00", "began restored 11:00", "closed 13:00")
    for now in ("11:30", "15:00"):
        assert repair_deadline(facts, hours(4), at(now)) == Deadline(
            at("12:00"), at("11:00"), DeadlineState.MET
        )


def test_a_deadline_as_of_an_earlier_moment_does_not_know_the_repair_to_come() -> None:
    facts = story("opened 08:00", "began restored 11:00")
    assert repair_deadline(facts, hours(4), at("10:00")).state == DeadlineState.RUNNING


def test_a_pause_whose_end_is_planned_already_has_a_deadline() -> None:
    facts = story("opened 01:00", "began maintenance 02:00", "ended maintenance 04:00")
    assert repair_deadline(facts, hours(4), at("01:30")).due_at == at("07:00")
    assert repair_deadline(facts, hours(4), at("03:00")) == Deadline(
        at("07:00"), None, DeadlineState.PAUSED
    )


def test_a_goal_that_is_used_up_when_a_pause_begins_was_due_then() -> None:
    facts = story("opened 08:00", "began customer 12:00", "ended customer 14:00")
    assert repair_deadline(facts, hours(4), at("12:00")).due_at == at("12:00")
    assert repair_deadline(facts, hours(4), at("15:00")) == Deadline(
        at("12:00"), None, DeadlineState.BREACHED
    )


def test_a_deferral_until_a_known_moment_already_has_its_next_step() -> None:
    facts = story("opened 08:00", "began deferral 09:00", "ended deferral +1 08:00")
    assert age_deadline(facts, hours(4), at("10:00")) == at("+1 11:00")
    assert age_deadline(facts, hours(0.5), at("10:00")) is None


def test_a_calendar_that_never_opens_never_makes_anything_late() -> None:
    never = hours(1, type(ALWAYS)("never", "UTC"))
    running = Deadline(None, None, DeadlineState.RUNNING)
    assert repair_deadline(story("opened 08:00"), never, at("+30 08:00")) == running
    assert response_deadline(story("opened 08:00"), never, at("+30 08:00")) == running


@pytest.mark.parametrize(
    ("party", "counts"),
    [("carrier", True), ("maintenance", True), ("customer", False), ("deferral", False)],
)
def test_only_the_customer_and_an_agreed_deferral_stop_the_age(party: str, counts: bool) -> None:  # noqa: FBT001
    facts = story("opened 08:00", f"began {party} 09:00")
    assert age(facts, ALWAYS, at("10:00")) == (7200 if counts else 3600)
    assert age_deadline(facts, hours(4), at("10:00")) == (at("12:00") if counts else None)


def test_maintenance_does_not_hide_that_we_wait_for_the_customer() -> None:
    facts = story("opened 08:00", "began customer 09:00", "began maintenance 09:00")
    assert age(facts, ALWAYS, at("12:00")) == 3600


def test_a_restored_or_closed_case_has_no_next_step() -> None:
    assert age_deadline(story("opened 08:00", "closed 09:00"), hours(4), at("09:30")) is None
    facts = story("opened 08:00", "began restored 09:00")
    assert age_deadline(facts, hours(0.5), at("09:30")) is None


def test_an_age_that_was_reached_names_the_moment_in_the_past() -> None:
    assert age_deadline(story("opened 08:00"), hours(1), at("12:00")) == at("09:00")


def test_the_age_of_minor_faults_runs_in_business_hours_only() -> None:
    facts = story("opened 16:00")
    assert age_deadline(facts, hours(4, OFFICE), at("16:30")) == at("+1 11:00")
    assert age(facts, OFFICE, at("+1 09:00")) == 2 * 3600


def test_a_fact_without_the_party_that_it_needs_is_refused() -> None:
    with pytest.raises(ValueError, match="party"):
        Fact(FactKind.BEGAN, MONDAY, MONDAY)
    with pytest.raises(ValueError, match="time zone"):
        Fact(FactKind.OPENED, MONDAY.replace(tzinfo=None), MONDAY)
