"""Gaps of a rota are told a week ahead, once, to whoever manages rotas."""

from __future__ import annotations

from datetime import datetime, timedelta

from qendra.jobs import rotas
from qendra.outbox.models import Message
from qendra.project.doctor.finding import State
from qendra.project.doctor.rotas import rotas as finding
from qendra.rotas.actions.absences import enter_absence, withdraw_absence
from qendra.rotas.actions.gaps import LOOKED_EVERY, warn_of_gaps
from qendra.rotas.models import Absence, Plan, Rota, WarnedGap
from tests.cast import NOW, Cast, desk
from tests.rotas.duties import local, weekly, written_rota


def away(cast: Cast, start: datetime, end: datetime) -> Absence:
    return enter_absence(
        actor=desk(cast.elira), now=NOW, person_id=cast.elira.id, starts_at=start, ends_at=end
    )


def told() -> list[Message]:
    return list(Message.objects.filter(purpose="rota_gaps").order_by("id"))


def test_who_manages_rotas_is_told_a_week_ahead_and_once(cast: Cast) -> None:
    rota = written_rota(weekly(cast.elira))
    away(cast, local(20, 9), local(20, 17))
    warn_of_gaps(now=local(13, 8))
    assert told() == [], "eight days before it is too early"
    warn_of_gaps(now=local(13, 9, 1))
    (mail,) = told()
    assert mail.to_address == cast.faik.email
    assert mail.subject == "Nobody is on call: NOC"
    assert "March 20, 2026, 09:00" in mail.text
    assert "08:00 UTC" in mail.text
    assert f"/desk/rotas/{rota.id}/" in mail.text
    for hours in (1, 24, 167, 170):
        warn_of_gaps(now=local(13, 9, 1) + timedelta(hours=hours))
    assert len(told()) == 1


def test_what_is_new_of_a_gap_is_told_and_one_that_was_filled_and_opens_again(cast: Cast) -> None:
    written_rota(weekly(cast.elira))
    first = away(cast, local(12, 9), local(12, 12))
    warn_of_gaps(now=NOW)
    away(cast, local(12, 9), local(12, 11))
    warn_of_gaps(now=NOW)
    assert len(told()) == 1, "nothing of it is new"
    longer = away(cast, local(12, 9), local(12, 18))
    warn_of_gaps(now=NOW)
    assert len(told()) == 2
    for each in Absence.objects.filter(withdrawn_at=None):
        withdraw_absence(actor=desk(cast.elira), now=NOW, absence_id=each.id)
    warn_of_gaps(now=NOW)
    assert not WarnedGap.objects.filter(over_at=None).exists()
    away(cast, first.starts_at, longer.ends_at)
    warn_of_gaps(now=NOW)
    assert len(told()) == 3


def test_a_gap_without_an_end_in_sight_is_told_once(cast: Cast) -> None:
    written_rota(weekly(cast.elira))
    away(cast, local(12), local(12) + timedelta(days=500))
    for days in range(5):
        warn_of_gaps(now=NOW + timedelta(days=days))
    (mail,) = told()
    assert "Until: as far as we look ahead" in mail.text


def test_several_gaps_of_a_week_are_one_mail(cast: Cast) -> None:
    written_rota(weekly(cast.elira))
    for day in (12, 13, 14):
        away(cast, local(day, 9), local(day, 10))
    warn_of_gaps(now=NOW)
    (mail,) = told()
    assert mail.text.count("From:") == 3


def test_where_nobody_is_needed_nobody_is_warned(cast: Cast) -> None:
    rota = written_rota(weekly(cast.elira))
    hours = {"days": [0, 1, 2, 3, 4], "start": 480, "end": 1020}
    Plan.objects.create(
        rota=rota,
        version=2,
        time_zone="Europe/Tirane",
        layers=rota.plans.get().layers,
        needed=hours,
        since=NOW,
        created_at=NOW,
    )
    away(cast, local(14, 9), local(14, 12))
    warn_of_gaps(now=NOW)
    assert told() == []


def test_a_change_is_looked_at_by_the_next_round_and_rest_costs_one_query(
    cast: Cast, django_assert_num_queries: object
) -> None:
    written_rota(weekly(cast.elira))
    assert rotas.run_once(now=NOW) == 1
    with django_assert_num_queries(1):  # type: ignore[operator]  # a fixture of pytest-django
        assert rotas.run_once(now=NOW) == 0
    away(cast, local(12, 9), local(12, 10))
    assert rotas.run_once(now=NOW) == 1
    assert len(told()) == 1
    assert rotas.run_once(now=NOW + LOOKED_EVERY) == 1
    Rota.objects.update(ended_at=NOW)
    assert rotas.run_once(now=NOW + 9 * LOOKED_EVERY) == 0


def test_the_doctor_sees_it_before_it_comes_and_calls_it_wrong_when_it_is_there(
    cast: Cast,
) -> None:
    written_rota(weekly(cast.elira))
    assert finding(NOW).state is State.WELL
    away(cast, local(12, 9), local(12, 10))
    early = finding(NOW)
    assert early.state is State.WARNING
    assert early.sentence == "Nobody is on call: NOC, Thu 12 Mar 09:00 – 10:00."
    assert finding(local(12, 9, 30)).state is State.WRONG
