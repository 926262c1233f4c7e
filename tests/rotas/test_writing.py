"""Rotas are versioned, overrides and absences are written down, and everybody concerned is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from qendra.accounts.actor import SYSTEM
from qendra.history.models import Change
from qendra.lib.errors import Crossed, Refused
from qendra.outbox.models import Message
from qendra.rotas import rules
from qendra.rotas.actions.absences import enter_absence, set_deputy, withdraw_absence
from qendra.rotas.actions.handing_over import hand_over_duties
from qendra.rotas.actions.overrides import make_override, withdraw_override
from qendra.rotas.actions.plans import end_rota, save_rota
from qendra.rotas.layers import Layer
from qendra.rotas.models import Plan, Rota
from qendra.rotas.selectors import current_rotas, newest_plan, on_call_now
from qendra.rotas.written import plan_values
from tests.cast import NOW, Cast, desk
from tests.rotas.duties import local, nightly, weekly

HOUR = timedelta(hours=1)


def saved(cast: Cast, *layers: Layer, **more: object) -> Rota:
    plan = rules.Plan("Europe/Tirane", layers)
    values = {"actor": desk(cast.faik), "now": NOW, "rota_id": None, "name": "NOC", "plan": plan}
    return save_rota(**(values | more))  # type: ignore[arg-type]  # a test names what it changes


def who(rota: Rota, at: object) -> str:
    person = on_call_now([rota.id], at)[rota.id]  # type: ignore[arg-type]  # a moment
    return person.name if person else ""


def told(purpose: str) -> list[str]:
    rows = Message.objects.filter(purpose=purpose).order_by("id")
    return [row.to_address.partition("@")[0] for row in rows]


def test_every_change_is_the_next_version_and_the_past_stays(cast: Cast) -> None:
    rota = saved(cast, weekly(cast.elira))
    plan = rules.Plan("Europe/Tirane", (weekly(cast.hana),), since=NOW + 24 * HOUR)
    saved(cast, rota_id=rota.id, plan=plan)
    assert [who(rota, NOW + hours * HOUR) for hours in (-24, 0, 23, 24)] == [
        "Elira", "Elira", "Elira", "Hana",
    ]  # fmt: skip
    changes = Change.objects.filter(subject_kind="rota", subject_id=rota.id).order_by("id")
    assert [change.actor_name for change in changes] == ["Faik", "Faik"]
    assert changes[1].after["layer_1_person_1"] == str(cast.hana.id)
    with pytest.raises(Exception, match="never changed"):
        Plan.objects.update(version=9)


def test_of_two_who_save_at_once_the_second_is_told(cast: Cast) -> None:
    rota = saved(cast, weekly(cast.elira))
    seen = plan_values(rota.name, newest_plan(rota))
    saved(cast, weekly(cast.hana), rota_id=rota.id)
    with pytest.raises(Crossed):
        saved(cast, weekly(cast.jon), rota_id=rota.id, drawn=seen)


def test_what_is_no_rota_is_refused(cast: Cast) -> None:
    saved(cast, weekly(cast.elira))
    with pytest.raises(Refused, match="already"):
        saved(cast, weekly(cast.hana), name="noc")
    with pytest.raises(Refused, match="Alba cannot be on call"):
        saved(cast, weekly(cast.alba), name="Other")
    with pytest.raises(Refused, match="one layer"):
        saved(cast, name="Other")
    with pytest.raises(Refused, match="right"):
        saved(cast, weekly(cast.hana), name="Other", actor=desk(cast.elira))


def test_somebody_takes_a_shift_and_who_had_it_is_told(cast: Cast) -> None:
    rota = saved(cast, weekly(cast.elira, cast.hana))
    taken = make_override(
        actor=desk(cast.elira),
        now=NOW,
        rota_id=rota.id,
        person_id=cast.elira.id,
        starts_at=NOW - HOUR,
        ends_at=NOW + HOUR,
    )
    assert taken.starts_at == NOW
    assert [who(rota, NOW - HOUR), who(rota, NOW), who(rota, NOW + HOUR)] == [
        "Hana", "Elira", "Hana",
    ]  # fmt: skip
    assert told("rota_override") == ["hana"]
    withdraw_override(actor=desk(cast.elira), now=NOW + HOUR / 2, override_id=taken.id)
    assert [who(rota, NOW), who(rota, NOW + HOUR / 2)] == ["Elira", "Hana"]


def test_who_may_change_whose_shift(cast: Cast) -> None:
    rota = saved(cast, weekly(cast.elira, cast.hana))
    span = {"rota_id": rota.id, "now": NOW, "starts_at": NOW, "ends_at": NOW + HOUR}
    with pytest.raises(Refused, match="your own"):
        make_override(actor=desk(cast.elira), person_id=cast.jon.id, **span)  # type: ignore[arg-type]  # a test's own
    with pytest.raises(Refused, match="that you are in"):
        make_override(actor=desk(cast.iris), person_id=cast.iris.id, **span)  # type: ignore[arg-type]  # as above
    make_override(actor=desk(cast.hana), person_id=cast.elira.id, **span)  # type: ignore[arg-type]  # as above
    assert told("rota_override") == ["elira"]
    made = make_override(actor=desk(cast.faik), person_id=cast.jon.id, **span)  # type: ignore[arg-type]  # as above
    assert who(rota, NOW) == "Jon"
    with pytest.raises(Refused, match="takes it back"):
        withdraw_override(actor=desk(cast.elira), now=NOW, override_id=made.id)


def test_what_is_over_and_who_is_away_is_refused(cast: Cast) -> None:
    rota = saved(cast, weekly(cast.elira, cast.hana))
    faik = desk(cast.faik)
    common = {"actor": faik, "now": NOW, "rota_id": rota.id, "person_id": cast.elira.id}
    with pytest.raises(Refused, match="over"):
        make_override(starts_at=NOW - 2 * HOUR, ends_at=NOW - HOUR, **common)  # type: ignore[arg-type]  # as above
    enter_absence(
        actor=faik, now=NOW, person_id=cast.elira.id, starts_at=NOW, ends_at=NOW + 9 * HOUR
    )
    with pytest.raises(Refused, match="away"):
        make_override(starts_at=NOW, ends_at=NOW + HOUR, **common)  # type: ignore[arg-type]  # as above


def test_an_absence_is_stood_in_for_and_ends_when_somebody_is_back(cast: Cast) -> None:
    rota = saved(cast, weekly(cast.elira, cast.hana))
    hana = desk(cast.hana)
    set_deputy(actor=hana, now=NOW, person_id=cast.hana.id, deputy_id=cast.jon.id)
    away = enter_absence(
        actor=hana, now=NOW, person_id=cast.hana.id, starts_at=NOW, ends_at=local(14)
    )
    assert [who(rota, NOW), who(rota, local(14))] == ["Jon", "Hana"]
    withdraw_absence(actor=hana, now=NOW + HOUR, absence_id=away.id)
    assert [who(rota, NOW), who(rota, NOW + HOUR)] == ["Jon", "Hana"]
    changes = Change.objects.filter(subject_kind="person", subject_id=cast.hana.id)
    assert [list(each.after) for each in changes.order_by("id")] == [
        ["deputy"], ["absence"], ["absence"],
    ]  # fmt: skip
    with pytest.raises(Refused, match="right"):
        set_deputy(actor=desk(cast.elira), now=NOW, person_id=cast.hana.id, deputy_id=None)


def test_whoever_leaves_hands_over_their_turns_of_now_and_later(cast: Cast) -> None:
    rota = saved(cast, nightly(cast.elira), weekly(cast.elira, cast.hana))
    later = rules.Plan("Europe/Tirane", (weekly(cast.hana),), since=NOW + 24 * HOUR)
    saved(cast, rota_id=rota.id, plan=later)
    set_deputy(actor=SYSTEM, now=NOW, person_id=cast.elira.id, deputy_id=cast.hana.id)
    assert hand_over_duties(actor=SYSTEM, now=NOW, person=cast.hana, successor=cast.jon) == [rota]
    assert [who(rota, NOW - HOUR), who(rota, NOW), who(rota, NOW + 24 * HOUR)] == [
        "Hana", "Jon", "Jon",
    ]  # fmt: skip
    assert cast.elira.deputy.deputy == cast.jon


def test_a_rota_that_ended_has_nobody_on_call_and_its_name_is_free(cast: Cast) -> None:
    rota = saved(cast, weekly(cast.elira))
    end_rota(actor=desk(cast.faik), now=NOW, rota_id=rota.id, reason="One NOC is enough.")
    assert not current_rotas().exists()
    with pytest.raises(Refused, match="ended"):
        saved(cast, weekly(cast.elira), rota_id=rota.id)
    saved(cast, replace(weekly(cast.elira), name="New"))
