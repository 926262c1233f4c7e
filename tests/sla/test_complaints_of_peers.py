"""What users of other ticket systems complain about, and what does not happen here.

Each test names the complaint as the users put it, with its thread where there is one.
The others of them, those of a whole ticket, are in tests/tickets/test_complaints_of_peers.py.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from qendra.sla.calendar import Calendar, Window, moment_after
from qendra.sla.clock import (
    DeadlineState,
    Party,
    age_deadline,
    repair_deadline,
    response_deadline,
    segments,
    update_deadline,
)
from tests.sla.story import ALWAYS, LUNCH, OFFICE, at, hours, story


def test_frappe_2212_our_lunch_break_counts_as_working_time() -> None:
    assert moment_after(LUNCH, at("11:00"), 2 * 3600) == at("14:00")


def test_chatwoot_14009_only_one_window_a_day_is_kept() -> None:
    facts = story("opened 11:30", "began customer 11:45", "ended customer 13:30")
    assert repair_deadline(facts, hours(1, LUNCH), at("13:30")).due_at == at("14:15")


def test_osticket_1168_and_2131_the_sla_runs_at_night_and_over_the_week_end() -> None:
    assert repair_deadline(story("opened +4 16:00"), hours(4, OFFICE), at("+4 16:00")).due_at == (
        at("+7 11:00")
    )


def test_osticket_3034_no_state_pauses_the_sla() -> None:
    facts = story("opened 08:00", "began customer 09:00", "ended customer +2 09:00")
    assert repair_deadline(facts, hours(4), at("+2 09:00")).due_at == at("+2 12:00")


def test_chatwoot_13392_business_hours_only_is_ignored_and_the_wall_clock_runs() -> None:
    facts = story("opened 16:00")
    assert repair_deadline(facts, hours(2, OFFICE), at("16:30")).due_at == at("+1 09:00")


def test_zammad_5177_a_smaller_update_time_overrules_the_first_response() -> None:
    facts = story("opened 08:00")
    assert update_deadline(facts, hours(0.1), at("08:10")).state == DeadlineState.STOPPED
    assert response_deadline(facts, hours(0.5), at("08:10")).due_at == at("08:30")


def test_zammad_5624_moving_to_another_sla_keeps_the_old_update_deadline() -> None:
    facts = story("opened 08:00", "responded 08:10")
    assert update_deadline(facts, hours(4), at("08:30")).due_at == at("12:10")
    assert update_deadline(facts, hours(1), at("08:30")).due_at == at("09:10")


def test_frappe_1554_and_1675_pause_does_not_pause() -> None:
    facts = story("opened 08:00", "began customer 09:00")
    for now in ("09:00", "12:30", "+3 09:00"):
        deadline = repair_deadline(facts, hours(4), at(now))
        assert (deadline.state, deadline.due_at) == (DeadlineState.PAUSED, None)


def test_frappe_2449_the_hold_time_is_added_to_the_start_and_is_wrong_across_a_week_end() -> None:
    # Friday 16:00, asked at once, answered on Monday 09:00: an hour of work was owed.
    facts = story("opened +4 16:00", "began customer +4 16:00", "ended customer +7 09:00")
    due_at = repair_deadline(facts, hours(1, OFFICE), at("+7 09:30")).due_at
    assert due_at == at("+7 10:00")


def test_glpi_6902_and_15605_changing_the_priority_forgets_the_pause() -> None:
    facts = story("opened 08:00", "began customer 09:00", "ended customer 11:00")
    assert repair_deadline(facts, hours(8), at("11:30")).due_at == at("18:00")
    assert repair_deadline(facts, hours(4), at("11:30")).due_at == at("14:00")


def test_zammad_5624_moving_to_another_sla_keeps_the_old_deadline() -> None:
    facts = story("opened 08:00")
    assert repair_deadline(facts, hours(24, OFFICE), at("09:00")).due_at == at("+2 14:00")
    assert repair_deadline(facts, hours(4, ALWAYS), at("09:00")).due_at == at("12:00")


def test_glpi_23359_time_in_solved_is_counted_as_pending_after_reopening() -> None:
    facts = story("opened 08:00", "began restored 09:00", "closed 10:00", "opened 14:00")
    found = [segment.party for segment in segments(facts, at("15:00"))]
    assert found == [Party.PROVIDER, Party.RESTORED, Party.PROVIDER]
    assert repair_deadline(facts, hours(4), at("15:00")).due_at == at("17:00")


def test_a_reopened_old_ticket_is_late_at_once() -> None:
    facts = story("opened 08:00", "began restored 09:00", "ended restored +10 09:00")
    deadline = repair_deadline(facts, hours(4), at("+10 09:30"))
    assert (deadline.due_at, deadline.state) == (at("+10 12:00"), DeadlineState.RUNNING)


def test_zammad_3140_it_escalates_although_the_agent_already_answered() -> None:
    facts = story("opened 08:00", "responded 08:05")
    assert response_deadline(facts, hours(0.25), at("+3 08:00")).state == DeadlineState.MET


def test_zammad_1322_the_customer_s_answer_does_not_restart_the_clock() -> None:
    facts = story("opened 08:00", "began customer 09:00", "ended customer 10:00")
    assert repair_deadline(facts, hours(4), at("10:00")).state == DeadlineState.RUNNING
    assert age_deadline(facts, hours(4), at("10:00")) == at("13:00")


def test_the_state_of_today_is_applied_to_yesterday() -> None:
    waiting_now = story(
        "opened 08:00",
        "began customer +1 08:00",
        "ended customer +1 09:00",
        "began customer +1 10:00",
    )
    found = segments(waiting_now, at("+1 11:00"))
    assert (found[0].party, found[0].end) == (Party.PROVIDER, at("+1 08:00"))


def test_zammad_904_a_merged_ticket_still_escalates() -> None:
    facts = story("opened 08:00", "closed 08:30")
    assert age_deadline(facts, hours(1), at("08:45")) is None
    assert repair_deadline(facts, hours(1), at("12:00")).state == DeadlineState.MET


@pytest.mark.parametrize("calendar", [LUNCH, OFFICE])
def test_glpi_22678_a_level_one_hour_before_due_fires_at_midnight_with_several_windows(
    calendar: Calendar,
) -> None:
    facts = story("opened 16:30")
    level = age_deadline(facts, hours(3, calendar), at("16:30"))
    due_at = repair_deadline(facts, hours(4, calendar), at("16:30")).due_at
    assert level is not None
    assert (level, due_at) == (at("+1 10:30"), at("+1 11:30"))


def test_glpi_15429_a_ticket_escalates_at_its_creation() -> None:
    facts = story("opened 20:00")
    assert age_deadline(facts, hours(1, LUNCH), at("20:00")) == at("+1 09:00")


def test_the_calendar_has_no_time_zone_of_its_own() -> None:
    tirane = Calendar("tirane", "Europe/Tirane", windows=(Window(0, 480, 1020),))
    york = Calendar("york", "America/New_York", windows=(Window(0, 480, 1020),))
    for calendar in (tirane, york):
        due_at = moment_after(calendar, at("00:00"), 3600)
        assert due_at is not None
        assert due_at.astimezone(ZoneInfo(calendar.time_zone)).hour == 9


def test_a_pause_of_no_length_changes_the_deadline() -> None:
    facts = story("opened 08:00", "began customer 09:00", "ended customer 09:00")
    assert repair_deadline(facts, hours(4), at("09:30")).due_at == at("12:00")
    assert len(segments(facts, at("10:00"))) == 1


def test_a_pause_at_the_edge_of_the_window_loses_a_day() -> None:
    facts = story("opened 16:00", "began customer 17:00", "ended customer +1 08:00")
    assert repair_deadline(facts, hours(2, OFFICE), at("+1 08:00")).due_at == at("+1 09:00")


def test_clocks_that_disagree_make_an_answer_older_than_the_report() -> None:
    facts = story("responded 07:59", "opened 08:00")
    assert response_deadline(facts, hours(1), at("08:30")).met_at == at("08:00")
