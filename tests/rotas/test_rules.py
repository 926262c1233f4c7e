"""Who is on call, in examples that people know."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from qendra.rotas.layers import Hours, Layer
from qendra.rotas.rules import Absence, Duty, Override, Plan, Rota, gaps, on_call, shifts

ANA, BEN, CEM, DEA = 1, 2, 3, 4
TIRANA = ZoneInfo("Europe/Tirane")
WEEK, DAY = timedelta(weeks=1), timedelta(days=1)
# Monday the second of March 2026, at eight.
WEEKLY = Layer("Week", (ANA, BEN), date(2026, 3, 2), 8 * 60, WEEK)
NIGHTS = Layer(
    "Nights", (CEM, DEA), date(2026, 3, 2), 20 * 60, DAY, Hours(frozenset(range(7)), 1200, 480)
)


def local(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=TIRANA)


def rota(*layers: Layer, **more: object) -> Rota:
    return Rota((Plan("Europe/Tirane", layers),), **more)  # type: ignore[arg-type]  # a test's own


def who(asked: Rota, at: datetime) -> int | None:
    duty = on_call(asked, at)
    return duty.person if duty else None


def test_people_follow_one_another_and_hand_over_at_the_hour_of_the_weekday() -> None:
    week = rota(WEEKLY)
    assert who(week, local(2, 7, 59)) is None
    assert who(week, local(2, 8)) == ANA
    assert who(week, local(9, 7, 59)) == ANA
    assert who(week, local(9, 8)) == BEN
    assert who(week, local(16, 8)) == ANA


@pytest.mark.parametrize(
    ("hours", "handed_over"),
    [(8, [local(2, 16), local(3, 0), local(3, 8)]), (24, [local(3, 8), local(4, 8), local(5, 8)])],
)
def test_a_shift_lasts_hours_or_days_as_well(hours: int, handed_over: list[datetime]) -> None:
    layer = replace(WEEKLY, length=timedelta(hours=hours))
    found = shifts(rota(layer), local(2, 8), local(6, 8))
    assert [shift.start for shift in found][1:4] == handed_over


@pytest.mark.parametrize(("begins", "around"), [(23, 29), (19, 25)])
def test_eight_o_clock_is_eight_o_clock_before_and_after_the_clocks_change(
    begins: int, around: int
) -> None:
    month = 3 if begins == 23 else 10
    layer = replace(WEEKLY, begins=date(2026, month, begins), length=DAY)
    found = shifts(
        rota(layer), local(around - 2, 8, month=month), local(around + 2, 8, month=month)
    )
    assert {shift.start.astimezone(TIRANA).hour for shift in found} == {8}
    lengths = {int((shift.end - shift.start) / timedelta(hours=1)) for shift in found}
    assert lengths == {24, 23 if month == 3 else 25}


def test_a_hand_over_that_the_clock_skips_or_repeats_happens_once() -> None:
    # On 29 March two o'clock becomes three, on 25 October three becomes two.
    layer = replace(WEEKLY, at=150, length=DAY, begins=date(2026, 3, 28))
    spring = shifts(rota(layer), local(28, 12), local(30, 2))
    assert [shift.start for shift in spring][1:] == [datetime(2026, 3, 29, 1, tzinfo=UTC)]
    autumn = shifts(rota(layer), local(24, 12, month=10), local(26, 2, month=10))
    assert [shift.start for shift in autumn][1:] == [datetime(2026, 10, 25, 0, 30, tzinfo=UTC)]


def test_upper_layers_win_and_lower_ones_are_there_where_they_are_not() -> None:
    both = rota(NIGHTS, WEEKLY)
    assert who(both, local(2, 19, 59)) == ANA
    assert who(both, local(2, 20)) == CEM
    assert who(both, local(3, 7, 59)) == CEM
    assert who(both, local(3, 8)) == ANA
    assert who(both, local(3, 20)) == DEA


def test_an_override_wins_over_every_layer_and_the_later_one_over_the_earlier() -> None:
    first = Override(DEA, local(2, 12), local(2, 22))
    second = Override(BEN, local(2, 14), local(2, 16))
    asked = rota(NIGHTS, WEEKLY, overrides=(first, second))
    assert [who(asked, local(2, hour)) for hour in (11, 12, 14, 16, 21, 22)] == [
        ANA, DEA, BEN, DEA, DEA, CEM,
    ]  # fmt: skip
    assert on_call(asked, local(2, 12)) == Duty(DEA, instead_of=ANA)


def test_who_covers_for_one_person_covers_their_shifts_and_no_others() -> None:
    asked = rota(WEEKLY, overrides=(Override(CEM, local(2, 8), local(16, 8), instead_of=BEN),))
    assert who(asked, local(3, 8)) == ANA
    assert who(asked, local(10, 8)) == CEM
    assert who(asked, local(17, 8)) == ANA


def test_a_deputy_stands_in_while_somebody_is_away() -> None:
    away = Absence(ANA, local(3, 0), local(5, 0))
    assert who(rota(WEEKLY, absences=(away,)), local(3, 9)) is None
    always = rota(WEEKLY, absences=(away,), deputies=((ANA, CEM),))
    assert on_call(always, local(3, 9)) == Duty(CEM, instead_of=ANA)
    assert who(always, local(5, 0)) == ANA
    named = replace(always, absences=(replace(away, deputy=DEA),))
    assert who(named, local(3, 9)) == DEA


def test_deputies_who_are_away_themselves_are_stood_in_for_and_never_for_ever() -> None:
    away = tuple(Absence(person, local(2, 8), local(4, 8)) for person in (ANA, CEM))
    chain = rota(WEEKLY, absences=away, deputies=((ANA, CEM), (CEM, DEA)))
    assert who(chain, local(3, 9)) == DEA
    circle = rota(WEEKLY, absences=away, deputies=((ANA, CEM), (CEM, ANA)))
    assert who(circle, local(3, 9)) is None


def test_without_a_deputy_the_layer_below_has_it() -> None:
    away = Absence(CEM, local(2, 0), local(4, 0))
    assert who(rota(NIGHTS, WEEKLY, absences=(away,)), local(2, 21)) == ANA


def test_whoever_left_is_on_call_no_more() -> None:
    assert who(rota(WEEKLY, gone=frozenset({ANA})), local(3, 9)) is None
    assert who(rota(WEEKLY, gone=frozenset({ANA})), local(10, 9)) == BEN


def test_a_gap_is_where_somebody_is_needed_and_nobody_is_there() -> None:
    office = Hours(frozenset(range(5)), 8 * 60, 18 * 60)
    alone = replace(WEEKLY, only=office)
    whole_day = gaps(rota(alone), local(6, 8), local(9, 8))
    assert [(each.start, each.end) for each in whole_day] == [(local(6, 18), local(9, 8))]
    enough = Rota((Plan("Europe/Tirane", (alone,), needed=office),))
    assert gaps(enough, local(6, 8), local(9, 8)) == []
    away = Absence(ANA, local(6, 12), local(6, 13))
    missing = gaps(replace(enough, absences=(away,)), local(6, 8), local(9, 8))
    assert [(each.start, each.end) for each in missing] == [(local(6, 12), local(6, 13))]


def test_a_new_plan_holds_from_its_moment_and_what_was_saved_last_wins() -> None:
    before = Plan("Europe/Tirane", (WEEKLY,))
    other = Plan("Europe/Tirane", (replace(WEEKLY, people=(CEM,)),), since=local(10, 12))
    last = Plan("Europe/Tirane", (replace(WEEKLY, people=(DEA,)),), since=local(5, 12))
    assert who(Rota((before, other)), local(10, 11)) == BEN
    assert who(Rota((before, other)), local(10, 12)) == CEM
    assert who(Rota((before, other, last)), local(10, 12)) == DEA
    assert who(Rota((before, other, last)), local(4, 12)) == ANA


@pytest.mark.parametrize(
    "wrong",
    [
        {"people": ()},
        {"at": 24 * 60},
        {"length": timedelta(minutes=30)},
        {"length": timedelta(hours=1, minutes=1)},
    ],
)
def test_a_layer_that_is_none_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\."):
        replace(WEEKLY, **wrong)  # type: ignore[arg-type]  # wrong on purpose


def test_a_moment_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        on_call(rota(WEEKLY), datetime(2026, 3, 3))  # noqa: DTZ001 (wrong on purpose)
