"""Rotas as they are read from the database."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qendra.rotas.models import Absence, Deputy, Override, Plan
from qendra.rotas.rules import shifts
from qendra.rotas.selectors import on_call_now, pure_rota, pure_rotas, stand_in_of
from qendra.rotas.written import stored
from tests.cast import NOW, Cast
from tests.rotas.duties import local, nightly, weekly, written_rota


def test_who_is_on_call_now_is_read_for_all_rotas_at_once(cast: Cast) -> None:
    noc = written_rota(nightly(cast.hana), weekly(cast.elira, cast.faik))
    other = written_rota(weekly(cast.jon), name="Management")
    assert on_call_now([noc.id, other.id], local(11, 10)) == {noc.id: cast.faik, other.id: cast.jon}
    assert on_call_now([noc.id], local(11, 23)) == {noc.id: cast.hana}
    assert on_call_now([noc.id], local(1, 10)) == {noc.id: None}


def test_a_plan_that_begins_later_leaves_the_days_before_it_as_they_were(cast: Cast) -> None:
    rota = written_rota(weekly(cast.elira))
    Plan.objects.create(
        rota=rota,
        version=2,
        time_zone="Europe/Tirane",
        layers=stored([weekly(cast.jon)]),
        since=local(12, 9),
        created_at=NOW,
    )
    found = shifts(pure_rota(rota.id, local(11), local(14)), local(11), local(14))
    assert [(each.end, each.person) for each in found] == [
        (local(12, 9), cast.elira.id),
        (local(14), cast.jon.id),
    ]
    assert len(pure_rota(rota.id, local(13), local(14)).plans) == 1


def test_what_was_withdrawn_and_what_is_of_another_rota_does_not_count(cast: Cast) -> None:
    rota, other = written_rota(weekly(cast.elira)), written_rota(weekly(cast.jon), name="Other")
    span = {"starts_at": local(11, 8), "ends_at": local(11, 12), "made_at": NOW}
    Override.objects.create(rota=rota, person=cast.hana, withdrawn_at=NOW, **span)
    Override.objects.create(rota=other, person=cast.hana, **span)
    Absence.objects.create(person=cast.elira, withdrawn_at=NOW, **span)
    now = on_call_now([rota.id, other.id], local(11, 9))
    assert now == {rota.id: cast.elira, other.id: cast.hana}


def test_whoever_left_or_cannot_be_reached_is_on_call_no_more(cast: Cast) -> None:
    rota = written_rota(weekly(cast.hana), weekly(cast.elira))
    cast.hana.is_active = False
    cast.hana.save()
    assert on_call_now([rota.id], NOW) == {rota.id: cast.elira}
    cast.elira.email = None
    cast.elira.save()
    assert on_call_now([rota.id], NOW) == {rota.id: None}


def test_a_stand_in_is_asked_for_without_any_rota(cast: Cast) -> None:
    assert stand_in_of(cast.hana.id, NOW) == cast.hana.id
    Absence.objects.create(person=cast.hana, starts_at=local(11), ends_at=local(12), made_at=NOW)
    assert stand_in_of(cast.hana.id, NOW) is None
    Deputy.objects.create(person=cast.hana, deputy=cast.faik)
    assert stand_in_of(cast.hana.id, NOW) == cast.faik.id
    cast.faik.is_active = False
    cast.faik.save()
    assert stand_in_of(cast.hana.id, NOW) is None
    assert stand_in_of(cast.hana.id, local(12)) == cast.hana.id


@pytest.mark.parametrize("count", [1, 6])
def test_however_many_rotas_there_are_the_queries_stay_the_same(cast: Cast, count: int) -> None:
    ids = [written_rota(weekly(cast.elira), name=f"Rota {n}").id for n in range(count)]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        pure_rotas(ids, NOW, local(18))
    assert len(queries) == 5
