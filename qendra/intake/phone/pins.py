"""What a PIN must be, and how many tries it stands. Pure: no Django."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from itertools import pairwise

LENGTH = 6
LONGEST = 8
MOST_TRIES = 5
WITHIN = timedelta(hours=1)

_PIN = re.compile(rf"[0-9]{{{LENGTH},{LONGEST}}}")


def is_pin(text: str) -> bool:
    """Whether it is six to eight digits."""
    return bool(_PIN.fullmatch(text))


def is_easy(pin: str, number: str = "") -> bool:
    """Whether somebody would try it first: one digit, digits in a row, or out of the number."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    halves = pin[: len(pin) // 2], pin[len(pin) // 2 :]
    is_in_number = pin in re.sub(r"\D", "", number)
    return steps in ({0}, {1}, {9}) or halves[0] == halves[1] or is_in_number


def new_pin(number: str = "") -> str:
    """A PIN that nobody would try first."""
    while True:
        pin = f"{secrets.randbelow(10**LENGTH):0{LENGTH}d}"
        if not is_easy(pin, number):
            return pin
