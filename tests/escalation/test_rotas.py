"""A level that a rota holds: whoever is on call at that moment is told (E3, E4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from qendra.accounts.actor import SYSTEM
from qendra.catalogue.models import Provider
from qendra.escalation.actions.acknowledging import acknowledge_step
from qendra.escalation.actions.pages import save_matrix
from qendra.escalation.ladder import Ladder, Level, Repeat, default_levels, from_json, to_json
from qendra.escalation.models import Level as LevelRow
from qendra.escalation.models import Step
from qendra.escalation.rehearsal import Case, What, rehearse
from qendra.escalation.selectors import holders_now, holders_within, ladder_of, troubles_of
from qendra.lib.errors import Refused
from qendra.rotas.models import Absence, Deputy, Rota
from qendra.sla.selectors import business_hours
from qendra.tickets.states import State
from tests.cast import NOW, Cast, desk, opened
from tests.escalation.night import BUSINESS_DAY, Night, levels_of, publish, publish_levels
from tests.rotas.duties import local, nightly, weekly, written_rota

HOUR = timedelta(hours=1)


def held_by(rota: Rota, level: Level) -> Level:
    return replace(level, holder_id=None, rota_id=rota.id)


def in_turn(cast: Cast) -> tuple[Rota, Night]:
    """Level 1 is Elira's by day and Hana's by night; Jon stands above."""
    rota = written_rota(nightly(cast.hana), weekly(cast.elira))
    first, second = levels_of(None, cast.jon)
    publish_levels([held_by(rota, first), second])
    return rota, Night(cast)


def away(cast: Cast, start: datetime, end: datetime) -> None:
    Absence.objects.create(person=cast.elira, starts_at=start, ends_at=end, made_at=NOW)


def test_whoever_is_on_call_at_the_moment_of_the_step_is_told(cast: Cast) -> None:
    _rota, night = in_turn(cast)
    night.report()
    night.forward(hours=1)
    assert night.told() == ["elira"]
    night.now = local(11, 22)
    night.report(key="form:2")
    night.forward(hours=1)
    assert night.told() == ["elira", "jon", "hana"]
    step = Step.objects.latest("id")
    assert (step.role, step.holder, step.holder_name) == (
        "Support supervisor",
        cast.hana,
        "Hana",
    )


def test_a_gap_is_passed_over_at_once_and_the_staff_read_in_which_rota(cast: Cast) -> None:
    _rota, night = in_turn(cast)
    away(cast, local(11, 9), local(11, 15))
    night.report()
    night.forward(hours=1)
    assert night.steps() == [(2, NOW + HOUR, "age")]
    assert night.told() == ["jon"]
    skipped = night.ticket.entries.get(kind="escalation_skipped")
    assert skipped.data == {"level": 1, "role": "Support supervisor", "rota": "NOC"}


def test_a_gap_at_the_top_is_put_before_the_supervisors_each_time(cast: Cast) -> None:
    rota = written_rota(weekly(cast.elira))
    (only,) = default_levels(BUSINESS_DAY)[:1]
    publish_levels([held_by(rota, only)], repeat=Repeat(minutes=30, most=2))
    night = Night(cast)
    away(cast, local(11, 11, 15), local(11, 12))
    night.report()
    night.forward(hours=3)
    assert night.told() == ["elira", "elira"]
    assert night.told("escalation_nobody") == ["faik"]
    assert [at for _level, at, _cause in night.steps()] == [NOW + HOUR, NOW + 2 * HOUR]
    assert night.entries() == ["escalation_stepped", "escalation_skipped", "escalation_stepped"]


def test_a_deputy_is_told_in_place_of_somebody_who_is_away(cast: Cast) -> None:
    publish(cast.elira, cast.jon)
    night = Night(cast)
    away(cast, local(11, 9), local(11, 15))
    Deputy.objects.create(person=cast.elira, deputy=cast.hana)
    night.report()
    night.forward(hours=1)
    assert night.told() == ["hana"]


def test_somebody_away_without_a_deputy_is_nobody_also_as_the_duty_manager(cast: Cast) -> None:
    Provider.objects.update(duty_manager=cast.elira)
    publish(None, cast.elira, cast.jon)
    night = Night(cast)
    away(cast, local(11, 9), local(11, 15))
    night.report()
    night.forward(hours=1)
    assert night.told() == ["jon"]


def test_the_address_of_a_level_is_its_person_s_and_not_the_deputy_s(cast: Cast) -> None:
    first, second = levels_of(cast.elira, cast.jon)
    publish_levels([replace(first, email="night@interspace.example"), second])
    night = Night(cast)
    away(cast, local(11, 9), local(11, 15))
    Deputy.objects.create(person=cast.elira, deputy=cast.hana)
    night.report()
    night.forward(hours=1)
    assert night.told() == ["hana"]


def test_after_a_hand_over_a_request_reminds_whoever_is_on_call_by_now(cast: Cast) -> None:
    _rota, night = in_turn(cast)
    night.now = local(11, 18, 45)
    night.report()
    night.forward(hours=1)
    assert [each.name for each in holders_now(night.run, local(11, 19, 50))] == ["Elira"]
    assert [each.name for each in holders_now(night.run, local(11, 20, 10))] == ["Hana"]
    step = Step.objects.get()
    acknowledge_step(actor=desk(cast.elira), now=local(11, 19, 55), step_id=step.id)
    has_it = holders_now(night.run, local(11, 20, 10))
    assert [each.name for each in has_it] == ["Hana", "Elira"]


def test_the_desk_reads_who_is_on_call_now_and_customers_only_the_role(cast: Cast) -> None:
    _rota, night = in_turn(cast)
    ticket = night.report()
    by_day, by_night = (ladder_of(ticket, at=local(11, hour)).levels[0] for hour in (10, 23))
    assert (by_day.rota, by_day.holder_name) == ("NOC", "Elira")
    assert (by_night.rota, by_night.holder_name) == ("NOC", "Hana")
    away(cast, local(11, 9), local(11, 15))
    assert ladder_of(ticket, at=local(11, 10)).levels[0].holder_name == ""
    assert ladder_of(ticket).levels[0].rota == ""
    Absence.objects.update(person=cast.jon, deputy=cast.faik)
    above = ladder_of(ticket, at=local(11, 10)).levels[1]
    assert (above.holder_name, above.instead_of) == ("Faik", "Jon")


def test_a_frozen_ladder_keeps_its_rota_and_is_short_without_one() -> None:
    first, second = default_levels(BUSINESS_DAY)[:2]
    climbed = Ladder("Standard", (replace(first, rota_id=7), second))
    frozen = to_json(climbed)
    assert [each.get("rota_id") for each in frozen["levels"]] == [7, None]
    assert "rota_id" not in frozen["levels"][1]
    assert from_json(frozen) == climbed


def test_a_level_is_a_person_s_or_a_rota_s(cast: Cast) -> None:
    (first,) = levels_of(cast.elira)
    with pytest.raises(ValueError, match="one person's, or a rota's"):
        replace(first, rota_id=1)
    publish(cast.elira)
    row = LevelRow.objects.get()
    row.id, row.number, row.rota = None, 2, written_rota(weekly(cast.elira))
    with pytest.raises(IntegrityError, match="level_of_a_person_or_a_rota"):
        row.save(force_insert=True)


def test_a_matrix_with_a_gap_in_the_coming_weeks_is_refused(cast: Cast) -> None:
    rota = written_rota(weekly(cast.elira))
    first, second = default_levels(BUSINESS_DAY)[:2]
    levels = [held_by(rota, first), replace(second, holder_id=cast.jon.id)]
    away(cast, local(9) + timedelta(weeks=5), local(9, 1) + timedelta(weeks=5))
    assert troubles_of(levels, NOW) == []
    away(cast, local(28, 9), local(28, 10, 30))
    sentence = "Level 1: nobody is on call in “NOC”: Sat 28 Mar 09:00 – 10:30."
    assert troubles_of(levels, NOW) == [(1, sentence)]
    with pytest.raises(Refused, match="nobody is on call in “NOC”"):
        save_matrix(actor=SYSTEM, now=NOW, slug="", name="Nights", levels=levels)
    Absence.objects.all().delete()
    save_matrix(actor=SYSTEM, now=NOW, slug="", name="Nights", levels=levels)
    rota.ended_at = NOW
    rota.save()
    assert troubles_of(levels, NOW) == [(1, "Level 1 names a rota that has ended.")]


def test_a_person_who_is_away_for_some_days_is_no_flaw_of_a_ladder(cast: Cast) -> None:
    away(cast, local(11, 9), local(12))
    assert troubles_of(levels_of(cast.elira), NOW) == []


def test_a_rehearsal_tells_gaps_and_hand_overs_as_the_sweep_does(cast: Cast) -> None:
    rota = written_rota(nightly(cast.hana))
    levels = default_levels(BUSINESS_DAY)[:2]
    publish_levels([held_by(rota, each) for each in levels], repeat=Repeat(minutes=30, most=4))
    night = Night(cast, now=local(12, 6, 30))
    ticket = opened(cast, now=night.now)
    night.ticket_id = ticket.id
    climbed = Ladder("Standard", tuple(held_by(rota, each) for each in levels))
    climbed = replace(climbed, repeat=Repeat(minutes=30, most=4))
    told = holders_within(climbed.levels, night.now, night.now + timedelta(days=9))
    case = Case(priority=ticket.priority, opened_at=night.now, business_hours=business_hours())
    events = rehearse(climbed, case, lambda level, at: told(level, at) is not None)
    night.forward(hours=20)
    steps = [(at, level) for level, at, _cause in night.steps()]
    assert steps == [
        (each.at, each.level.number) for each in events if each.what is What.TOLD and each.level
    ]
    nobody = [each for each in events if each.what is What.NOBODY]
    assert len(steps) == 2
    assert len(nobody) == night.entries().count("escalation_skipped") == 4


def test_a_rota_costs_a_sweep_the_same_however_many_tickets_there_are(cast: Cast) -> None:
    _rota, night = in_turn(cast)
    counts = []
    for number in (1, 6):
        for each in range(number):
            night.report(key=f"form:{number}:{each}")
        night.now += HOUR
        with CaptureQueriesContext(connection) as seen:
            night.sweep()
        night.move(State.CLOSED, reason="a test")
        counts.append(
            len([each for each in seen.captured_queries if "rotas_" in (each["sql"] or "")])
        )
    assert counts[0] == counts[1]
