"""The people of the simulated month: who cannot be reached when, who stands in, and their rotas.

Plain values like those of ``month_house``; nothing here is imported from the product.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tests.scenarios.month_house import DAY

PEOPLE = 12
DUTY = PEOPLE - 1
# They have left: nobody can reach these people from one minute to another.
GAPS = (
    (0, 2 * DAY, 3 * DAY + 300),
    (3, 4 * DAY, 9 * DAY),
    (4, 6 * DAY + 11, 8 * DAY),
    (DUTY, 6 * DAY + 400, 7 * DAY + 33),
    (5, 6 * DAY + 500, 7 * DAY),
    (6, 10 * DAY, 12 * DAY + 7),
    (1, 11 * DAY, 11 * DAY + 900),
    (8, 17 * DAY + 250, 18 * DAY + 700),
    (0, 20 * DAY, 22 * DAY),
    (4, 20 * DAY + 77, 21 * DAY),
    (6, 20 * DAY + 99, 21 * DAY + 600),
    (2, 24 * DAY, 25 * DAY),
)


@dataclass(frozen=True)
class Absence:
    """Somebody is on holiday; without a deputy whoever always stands in is asked."""

    person: int
    start: int
    end: int
    deputy: int | None = None


ABSENCES = (
    Absence(1, 3 * DAY + 100, 5 * DAY, 6),
    Absence(2, 8 * DAY + 480, 13 * DAY),
    Absence(9, 9 * DAY, 12 * DAY + 300),
    Absence(7, 12 * DAY + 30, 15 * DAY, 10),
    Absence(10, 14 * DAY, 16 * DAY + 45),
    Absence(DUTY, 15 * DAY, 18 * DAY + 5, 3),
    Absence(5, 19 * DAY, 26 * DAY + 1),
    Absence(3, 21 * DAY, 23 * DAY),
)
# Who always stands in: for 5 3 does, who is away for a while, and 0 for them.
DEPUTIES = {5: 3, 3: 0, 9: 8}


@dataclass(frozen=True)
class Only:
    """Hours of some weekdays (0 is Monday), in minutes; an end before the start is next day."""

    days: tuple[int, ...]
    start: int
    end: int


@dataclass(frozen=True)
class Layer:
    """People who hand over to one another every so many hours, first on that day and minute."""

    people: tuple[int, ...]
    begins: date
    at: int
    hours: int
    only: Only | None = None


@dataclass(frozen=True)
class Override:
    """``person`` does it instead of whoever it is, or of ``instead_of`` alone."""

    person: int
    start: int
    end: int
    instead_of: int | None = None


@dataclass(frozen=True)
class Rota:
    """Layers, the top one first."""

    zone: str
    layers: tuple[Layer, ...]
    overrides: tuple[Override, ...] = ()


ROTAS = {
    # Nobody does Saturday's daytime, nor the nights of two days on which 10 is away.
    "nights": Rota(
        "Europe/Tirane",
        (
            Layer((7, 8, 9), date(2026, 3, 2), 8 * 60, 24, Only((0, 1, 2, 3, 4, 6), 480, 1200)),
            Layer((10,), date(2026, 3, 2), 20 * 60, 168, Only((0, 1, 2, 3, 4, 5, 6), 1200, 480)),
        ),
        (Override(6, 13 * DAY + 700, 14 * DAY + 200), Override(9, 22 * DAY, 24 * DAY, 7)),
    ),
    # Handed over on a wall that changes its clocks before the month begins.
    "weeks": Rota(
        "America/New_York",
        (Layer((8, 5), date(2026, 3, 2), 9 * 60 + 30, 168), Layer((9,), date(2026, 3, 2), 0, 168)),
        (Override(7, 25 * DAY + 13, 26 * DAY),),
    ),
    # Hands over three times a day, also on the day on which an hour is missing.
    "shifts": Rota(
        "Europe/Berlin",
        (Layer((0, 2, 4, 10), date(2026, 3, 16), 2 * 60 + 30, 8),),
    ),
}


def is_there(person: int, minute: int) -> bool:
    """Whether this person is still with us, away or not."""
    return not any(who == person and start <= minute < end for who, start, end in GAPS)
