"""Who is answered how: one status for each kind of person, as the rows of the tables name it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.scenarios.scene import Scene

NOBODY = "anonymous"
CUSTOMERS = ("customer administrator", "customer colleague", "other customer", "member of both")
STAFF = (
    "agent",
    "supervisor",
    "auditor",
    "ladder holder",
    "problem manager",
    "administrator",
)
EVERYBODY = (NOBODY, *CUSTOMERS, *STAFF)

OK, FOUND, NOT_FOUND, WRONG_METHOD = 200, 302, 404, 405
Answers = dict[str, int]


@dataclass(frozen=True)
class Row:
    """One URL: its arguments, a form that is right, and who is answered how.

    ``post`` is None where nothing is posted: 405 for whoever may look.
    """

    get: Answers
    post: Answers | None = None
    arguments: Callable[[Scene], list[object]] = lambda _: []
    form: Callable[[Scene], dict[str, Any]] = lambda _: {}
    query: Mapping[str, str] = field(default_factory=dict)
    # The gate stands before the method: who may not see the page is not told of methods.
    hides_methods: bool = False


def everybody(status: int, **others: int) -> Answers:
    """The same for all but those named: ``anonymous=…``, ``staff=…``, ``agent=…``."""
    answers = dict.fromkeys(EVERYBODY, status)
    for name, other in others.items():
        group = {"staff": STAFF, "customers": CUSTOMERS}.get(name, (name.replace("_", " "),))
        answers.update(dict.fromkeys(group, other))
    return answers


def members(status: int, *, anonymous: int = FOUND, staff: int = NOT_FOUND) -> Answers:
    """Whoever belongs to a customer, whatever the rights."""
    return everybody(status, anonymous=anonymous, staff=staff)


def northwind(status: int, *, colleague: int = NOT_FOUND) -> Answers:
    """Northwind's own people; Besa, who sees only her own reports, gets ``colleague``."""
    return everybody(
        NOT_FOUND,
        anonymous=FOUND,
        customer_administrator=status,
        member_of_both=status,
        customer_colleague=colleague,
    )


def desk_for(status: int, *who: str) -> Answers:
    """Staff; only the kinds named if any. Nobody else learns that there is a desk."""
    allowed = dict.fromkeys(who or STAFF, status)
    return everybody(NOT_FOUND) | {NOBODY: FOUND} | allowed
