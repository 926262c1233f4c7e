"""A level without anybody who can be reached is passed over at once (E3, E4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from qendra.accounts.models import Person
from qendra.catalogue.models import Provider
from qendra.escalation.actions.defaults import install_default_matrix
from tests.cast import NOW, Cast
from tests.escalation.night import Night, levels_of, publish, publish_levels

HOUR = timedelta(hours=1)


def test_the_next_level_is_told_at_the_moment_of_the_empty_one(night: Night) -> None:
    _leaves(night.cast.hana)
    night.report()
    night.forward(hours=2)
    assert night.steps() == [(1, NOW + HOUR, "age"), (3, NOW + 2 * HOUR, "age")]
    assert night.entries() == ["escalation_stepped", "escalation_skipped", "escalation_stepped"]
    skipped = night.ticket.entries.get(kind="escalation_skipped")
    assert skipped.data == {"level": 2, "role": "NOC manager", "rota": ""}
    assert skipped.is_internal
    assert night.run.next_step_at == NOW + 4 * HOUR


def test_somebody_without_an_address_is_nobody(night: Night) -> None:
    Person.objects.filter(id=night.cast.faik.id).update(email=None)
    night.report()
    night.forward(hours=1)
    assert night.told() == ["hana"]


def test_an_address_of_the_level_itself_is_used_instead_of_the_persons(cast: Cast) -> None:
    first, second = levels_of(cast.faik, cast.hana)
    publish_levels([replace(first, email="night@interspace.example"), second])
    Person.objects.filter(id=cast.faik.id).update(email=None)
    night = Night(cast)
    night.report()
    night.forward(hours=1)
    night.ask()
    assert night.told() == ["night"]
    assert night.told("escalation_reminder") == ["night"]
    cast.faik.refresh_from_db()
    assert cast.faik.email is None


def test_a_ladder_that_ends_without_anybody_is_put_before_the_supervisors(
    night: Night,
) -> None:
    for person in (night.cast.hana, night.cast.jon, night.cast.iris):
        _leaves(person)
    night.report()
    night.forward(hours=2)
    assert night.levels() == [1]
    assert night.told("escalation_nobody") == ["faik"]
    assert night.run.next_step_at is None
    night.forward(days=1)
    assert night.told("escalation_nobody") == ["faik"]
    night.ask()
    assert night.told("escalation_reminder") == ["faik"]


def test_without_a_supervisor_the_administrators_are_told(cast: Cast) -> None:
    _leaves(cast.faik)
    night = Night(cast)
    night.report()
    night.forward(hours=1)
    assert night.told("escalation_nobody") == ["jon"]


def test_the_duty_manager_stands_in_where_a_level_names_nobody(cast: Cast) -> None:
    install_default_matrix(now=NOW)
    Provider.objects.update(duty_manager=cast.hana)
    night = Night(cast)
    night.report()
    night.forward(hours=4)
    assert sorted(set(night.levels())) == [1, 2, 3, 4]
    assert set(night.told()) == {"hana"}


def test_where_no_matrix_applies_the_duty_manager_is_told_by_age(cast: Cast) -> None:
    Provider.objects.update(duty_manager=cast.hana)
    night = Night(cast)
    night.report()
    night.forward(days=1)
    assert night.steps()[:2] == [(1, NOW + HOUR, "age"), (1, NOW + 1.5 * HOUR, "repeat")]
    assert set(night.levels()) == {1}
    assert night.run.matrix is None


def test_who_becomes_duty_manager_in_time_is_told(cast: Cast) -> None:
    night = Night(cast)
    night.report()
    night.forward(minutes=30)
    Provider.objects.update(duty_manager=cast.hana)
    night.forward(minutes=30)
    assert night.told() == ["hana"]


def test_all_levels_stay_as_they_are_when_somebody_is_there(night: Night) -> None:
    publish(night.cast.faik, night.cast.hana)
    night.report()
    night.forward(days=1)
    assert night.entries() == ["escalation_stepped", "escalation_stepped"]


def _leaves(person: Person) -> None:
    person.is_active = False
    person.save()
