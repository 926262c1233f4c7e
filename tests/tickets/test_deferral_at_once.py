"""Two answers at the same moment, and the opening beside one: the first one counts (P5)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from qendra.lib.errors import Refused
from qendra.tickets.actions.timers import run_due_timers
from qendra.tickets.models import Ticket
from qendra.tickets.replay import differences
from tests.cast import Cast, make_cast, panel
from tests.tickets.deferrals import OPENING, agreed, answered, loud_fan, ours
from tests.tickets.test_at_the_same_moment import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


def test_of_two_answers_at_once_the_first_wins_and_the_second_is_told(cast: Cast) -> None:
    ticket = ours(cast, loud_fan(cast))

    def says(who: str, *, accepts: bool) -> Callable[[], str]:
        def act() -> str:
            try:
                answered(panel(getattr(cast, who)), ticket, accepts=accepts)
            except Refused as refused:
                return str(refused)
            return "taken"

        return act

    told = at_once(says("alba", accepts=True), says("drita", accepts=False))
    assert sorted(str(each) == "taken" for each in told) == [False, True]
    assert any("already. Nothing was changed." in str(each) for each in told)
    assert ticket.entries.filter(kind="deferral_answered").count() == 1
    assert not differences(Ticket.objects.get(id=ticket.id))


def test_two_workers_at_the_opening_go_on_once(cast: Cast) -> None:
    ticket = agreed(cast, loud_fan(cast))
    done = at_once(*[lambda: run_due_timers(now=OPENING)] * 3)
    assert sum(each for each in done if isinstance(each, int)) == 1
    moves = ticket.entries.filter(kind="state", data__before="deferred")
    assert moves.count() == 1
