"""Why this is the deadline, in words and in numbers that add up."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from qendra.sla.calendar import Calendar, seconds_between
from qendra.sla.clock import DeadlineState, Fact, FactKind, Goal
from qendra.sla.explanation import Promise, explain
from qendra.sla.wording import Audience, words_for
from tests.sla.story import OFFICE, at, hours, story
from tests.sla.strategies import calendars, histories

TIRANE = ZoneInfo("Europe/Tirane")


def told(
    *lines: str,
    now: str,
    goal: Goal | None = None,
    promise: Promise = Promise.REPAIR,
    audience: Audience = Audience.STAFF,
) -> str:
    explanation = explain(story(*lines), goal or hours(4), at(now), promise)
    assert explanation is not None
    return words_for(explanation, audience, TIRANE).sentence


def test_it_says_why_in_the_time_of_the_reader() -> None:
    lines = ("opened 07:20", "began customer 08:00", "ended customer 10:00")
    assert told(*lines, now="11:00") == (
        "Repair due 14:20 CET, because it was reported 08:20 and the goal is 4 h, day and night."
        " Not counted: 2 h of waiting for the customer."
    )
    assert told(*lines, now="11:00", audience=Audience.CUSTOMER) == (
        "We aim to repair it by 14:20 CET, because you reported it 08:20 and we promise 4 h,"
        " day and night. Not counted: 2 h in which we waited for you."
    )


def test_another_day_is_named() -> None:
    assert told("opened 17:30", now="17:30", goal=hours(1, OFFICE)) == (
        "Repair due Tue 3 Mar 10:00 CET, because it was reported 18:30 and the goal is 1 h of"
        " office. The time counts from Tue 3 Mar 09:00, the next opening."
    )


@pytest.mark.parametrize(
    ("lines", "now", "staff", "customer"),
    [
        (
            ("opened 07:00",),
            "12:00",
            (
                "Repair was due 12:00 CET, because it was reported 08:00 and the goal is 4 h, day"
                " and night."
            ),
            (
                "We are late: it should have been repaired by 12:00 CET, because you reported it"
                " 08:00 and we promise 4 h, day and night."
            ),
        ),
        (
            ("opened 07:00", "began restored 09:00"),
            "12:00",
            "Repaired in time, 10:00; it was due 12:00 CET.",
            "Repaired 10:00, in time: we had promised 12:00 CET.",
        ),
        (
            ("opened 07:00", "began restored 11:30"),
            "12:00",
            "Repaired late, 12:30; it was due 12:00 CET.",
            "Repaired 12:30, late: we had promised 12:00 CET.",
        ),
        (
            ("opened 07:00", "began deferral 08:00"),
            "09:30",
            (
                "The repair clock stands still; 3 h are left. Not counted: 1 h 30 min of agreed"
                " deferral so far."
            ),
            (
                "Our time to repair stands still; 3 h are left. Not counted: 1 h 30 min of the"
                " deferral that you agreed to so far."
            ),
        ),
        (
            ("opened 07:00", "began maintenance 08:00", "ended maintenance 10:00"),
            "08:30",
            (
                "The repair clock stands still as planned; the repair is due 14:00 CET. Not"
                " counted: 30 min of planned maintenance so far."
            ),
            (
                "Our time to repair stands still as planned; we aim to repair it by 14:00 CET. Not"
                " counted: 30 min of planned maintenance so far."
            ),
        ),
    ],
)
def test_it_says_how_the_repair_stands(
    lines: tuple[str, ...], now: str, staff: str, customer: str
) -> None:
    assert told(*lines, now=now) == staff
    assert told(*lines, now=now, audience=Audience.CUSTOMER) == customer


@pytest.mark.parametrize(
    ("lines", "now", "staff", "customer"),
    [
        (
            ("opened 07:00",),
            "07:10",
            (
                "First answer due 08:15 CET, because it was reported 08:00 and the goal is 15 min,"
                " day and night."
            ),
            (
                "We will answer you by 08:15 CET, because you reported it 08:00 and we promise"
                " 15 min, day and night."
            ),
        ),
        (
            ("opened 07:00", "responded 07:05"),
            "07:10",
            "Answered in time, 08:05; it was due 08:15 CET.",
            "We answered 08:05, in time: we had promised 08:15 CET.",
        ),
        (
            ("opened 07:00", "closed 07:05"),
            "07:10",
            "Ended before anybody answered.",
            "It ended before we answered.",
        ),
    ],
)
def test_it_says_how_the_answer_stands(
    lines: tuple[str, ...], now: str, staff: str, customer: str
) -> None:
    goal = hours(0.25)
    for audience, sentence in ((Audience.STAFF, staff), (Audience.CUSTOMER, customer)):
        said = told(*lines, now=now, goal=goal, promise=Promise.RESPONSE, audience=audience)
        assert said == sentence


def test_a_calendar_without_hours_is_admitted() -> None:
    never = hours(1, Calendar("nothing", "UTC"))
    assert told("opened 08:00", now="09:00", goal=never) == (
        "Repair never due: nothing has no opening hours."
    )


def test_nothing_opened_needs_no_explanation() -> None:
    assert explain([], hours(1), at("09:00")) is None


@pytest.mark.parametrize("language", ["en", "sq", "de", "fr", "it", "ar"])
def test_every_situation_has_words_in_every_language(language: str) -> None:
    cases = (
        ("opened 08:00",),
        ("opened 08:00", "began customer 08:30"),
        ("opened 08:00", "responded 08:10", "began restored 08:30"),
        ("opened 08:00", "responded 08:10"),
    )
    with translation.override(language):
        for lines in cases:
            for promise in Promise:
                for audience in Audience:
                    assert "%(" not in told(*lines, now="10:00", promise=promise, audience=audience)


def test_a_sentence_from_right_to_left_keeps_hour_and_zone_in_their_order() -> None:
    with translation.override("ar"):
        assert "\u206614:20 CET\u2069" in told("opened 09:20", now="11:00")


@given(histories(), calendars(), st.integers(1, 10 * 86400), st.integers(0, 60 * 1440))
def test_goal_and_waits_add_up_to_the_time_since_the_report(
    facts: list[Fact], calendar: Calendar, seconds: int, minutes: int
) -> None:
    opened_at = min(fact.at for fact in facts if fact.kind is FactKind.OPENED)
    now = opened_at + timedelta(minutes=minutes)
    explanation = explain(facts, Goal(seconds, calendar), now)
    assert explanation is not None
    if explanation.deadline.state is not DeadlineState.RUNNING:
        return
    waits = sum(wait.seconds for wait in explanation.waits)
    assert seconds - explanation.remaining_seconds + waits == seconds_between(
        calendar, opened_at, now
    )
    if explanation.deadline.due_at is not None:
        left = seconds_between(calendar, now, explanation.deadline.due_at)
        # Maintenance that is planned for later lies between now and the deadline.
        assert left >= explanation.remaining_seconds
