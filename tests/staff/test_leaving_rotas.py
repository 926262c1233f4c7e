"""Whoever leaves takes no turn of a rota with them."""

from __future__ import annotations

import pytest

from qendra.accounts.models import Person
from qendra.lib.errors import Refused
from qendra.rotas.models import Deputy
from qendra.rotas.selectors import on_call_now, rotas_of
from qendra.staff.actions.leaving import Successors, leave
from qendra.staff.selectors import held_by
from tests.cast import NOW, Cast, desk
from tests.rotas.duties import local, weekly, written_rota


def left(cast: Cast, person: Person, places: Person | None = None) -> None:
    to = Successors(places=places)
    leave(actor=desk(cast.jon), now=NOW, person_id=person.id, to=to)


def test_the_successor_takes_their_turns_from_now_on(cast: Cast) -> None:
    rota = written_rota(weekly(cast.elira, cast.hana))
    Deputy.objects.create(person=cast.hana, deputy=cast.elira)
    assert held_by(cast.elira, NOW).rotas == [rota]
    left(cast, cast.elira, places=cast.iris)
    assert rotas_of(cast.elira.id, NOW) == []
    assert rotas_of(cast.iris.id, NOW) == [rota]
    turns = [on_call_now([rota.id], local(day, 10))[rota.id] for day in (11, 18)]
    assert turns == [cast.hana, cast.iris]
    assert Deputy.objects.get(person=cast.hana).deputy == cast.iris


def test_it_is_refused_while_a_turn_would_be_nobody_s(cast: Cast) -> None:
    written_rota(weekly(cast.elira, cast.hana))
    with pytest.raises(Refused, match="Elira takes turns in the rota “NOC”"):
        left(cast, cast.elira)
    cast.elira.refresh_from_db()
    assert cast.elira.is_active
