"""What holds for every rota."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from qendra.rotas.rules import Rota, on_call, shifts
from tests.rotas.by_the_minute import MINUTE, needed_by_the_minute, who_by_the_minute
from tests.rotas.strategies import rotas, starts

CASES = starts().flatmap(lambda start: st.tuples(st.just(start), rotas(start)))
MINUTES = st.integers(0, 1500)


@settings(max_examples=60)
@given(CASES, MINUTES)
def test_every_minute_is_whose_the_model_says(case: tuple[datetime, Rota], minutes: int) -> None:
    start, rota = case
    found = list[tuple[int | None, bool]]()
    for shift in shifts(rota, start, start + minutes * MINUTE):
        found += [(shift.person, shift.is_gap)] * ((shift.end - shift.start) // MINUTE)
    who = who_by_the_minute(rota, start, minutes)
    needed = needed_by_the_minute(rota, start, minutes)
    assert found == [
        (person, person is None and is_needed)
        for person, is_needed in zip(who, needed, strict=True)
    ]


@given(CASES, MINUTES)
def test_shifts_and_gaps_make_the_whole_without_overlap(
    case: tuple[datetime, Rota], minutes: int
) -> None:
    start, rota = case
    end = start + minutes * MINUTE
    found = shifts(rota, start, end)
    assert all(one.end == other.start and not other.follows(one) for one, other in pairwise(found))
    assert all(each.start < each.end for each in found)
    assert sum((each.end - each.start for each in found), timedelta()) == end - start
    assert not found or (found[0].start, found[-1].end) == (start, end)


@given(CASES, st.integers(0, 1500), MINUTES)
def test_who_is_on_call_is_whose_shift_it_is(
    case: tuple[datetime, Rota], offset: int, minutes: int
) -> None:
    start, rota = case
    at = start + offset * MINUTE
    duty = on_call(rota, at)
    shift = next(each for each in shifts(rota, start, at + (minutes + 1) * MINUTE) if at < each.end)
    assert (duty.person if duty else None) == shift.person
    assert (duty.instead_of if duty else None) == shift.instead_of


@given(CASES, MINUTES, MINUTES)
def test_looking_at_two_parts_shows_what_looking_at_the_whole_does(
    case: tuple[datetime, Rota], one: int, other: int
) -> None:
    start, rota = case
    middle, end = start + one * MINUTE, start + (one + other) * MINUTE
    first, second = shifts(rota, start, middle), shifts(rota, middle, end)
    whole = shifts(rota, start, end)
    goes_on = bool(first and second) and second[0].follows(first[-1])
    assert len(whole) == len(first) + len(second) - goes_on
    assert {each.start for each in whole} <= {each.start for each in first + second}
