"""The people of the simulated month, and who of them cannot be reached when.

Plain values like those of ``month_house``; nothing here is imported from the product.
"""

from __future__ import annotations

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


def told(holder: int | None, minute: int) -> int | None:
    """Whom a level tells at this minute: its holder, or the duty manager; None: nobody is there."""
    person = DUTY if holder is None else holder
    return person if is_there(person, minute) else None


def is_there(person: int, minute: int) -> bool:
    """Whether this person is still with us."""
    return not any(who == person and start <= minute < end for who, start, end in GAPS)
