"""Arbitrary rotas of up to five people, with everything that a rota may have."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from qendra.rotas.layers import Hours, Layer
from qendra.rotas.rules import Absence, Override, Plan, Rota
from tests.sla.strategies import ZONES, changes_of_the_clock, minutes_near

PEOPLE = st.integers(1, 5)
HALF_HOURS = st.integers(0, 47).map(lambda number: number * 30)


def starts() -> st.SearchStrategy[datetime]:
    """A whole minute near a day on which some clock changes."""
    return minutes_near(changes_of_the_clock())


def hours() -> st.SearchStrategy[Hours]:
    days = st.frozensets(st.integers(0, 6), min_size=1)
    return st.builds(Hours, days, HALF_HOURS, st.integers(0, 48).map(lambda number: number * 30))


def layers() -> st.SearchStrategy[Layer]:
    return st.builds(
        Layer,
        st.just("layer"),
        st.lists(PEOPLE, min_size=1, max_size=3).map(tuple),
        st.dates(date(2023, 11, 1), date(2024, 11, 10)),
        HALF_HOURS,
        st.sampled_from([1, 5, 8, 12, 24, 48, 168]).map(lambda number: timedelta(hours=number)),
        st.none() | hours(),
    )


@st.composite
def rotas(draw: st.DrawFn, near: datetime) -> Rota:
    """Plans, overrides and absences that begin and end around this moment."""
    moments = st.integers(-600, 2000).map(lambda number: near + timedelta(minutes=number))
    lengths = st.integers(1, 1500).map(lambda number: timedelta(minutes=number))
    spans = st.builds(lambda start, length: (start, start + length), moments, lengths)
    sinces = [None, *sorted(draw(st.lists(moments, max_size=1)))]
    plans = [
        Plan(
            draw(st.sampled_from(ZONES)),
            tuple(draw(st.lists(layers(), max_size=3))),
            draw(st.none() | hours()),
            since,
        )
        for since in sinces
    ]
    spanned = draw(st.lists(spans, max_size=3))
    away = draw(st.lists(spans, max_size=3))
    return Rota(
        tuple(plans),
        tuple(
            Override(draw(PEOPLE), start, end, draw(st.none() | PEOPLE)) for start, end in spanned
        ),
        tuple(Absence(draw(PEOPLE), start, end, draw(st.none() | PEOPLE)) for start, end in away),
        tuple(draw(st.dictionaries(PEOPLE, PEOPLE, max_size=3)).items()),
        frozenset(draw(st.sets(PEOPLE, max_size=1))),
    )
