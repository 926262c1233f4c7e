"""What is promised is written once and never changed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from qendra.accounts.actions import create_person
from qendra.accounts.actor import SYSTEM, Actor, Channel
from qendra.accounts.rights import DefaultRole
from qendra.catalogue.models import Service
from qendra.lib.errors import Refused
from qendra.sla.actions import (
    DEFAULT_TARGETS,
    Hours,
    Promised,
    add_calendar,
    add_service_level,
    install_default_service_level,
    new_calendar_version,
    new_service_level_version,
)
from qendra.sla.calendar import Window
from qendra.sla.models import Calendar, ServiceLevel, Target
from qendra.sla.selectors import business_hours, service_level_for, targets_of
from tests.sla.conftest import NOW

OFFICE = Hours("office", "UTC", windows=(Window(0, 480, 1020),))


def test_installing_twice_installs_once(standard: ServiceLevel) -> None:
    again = install_default_service_level(actor=SYSTEM, now=NOW, time_zone="UTC", country="")
    assert again == standard
    assert (Calendar.objects.count(), Target.objects.count()) == (2, 4)
    assert business_hours().time_zone == "Europe/Tirane"


def test_new_hours_hold_for_new_cases_and_the_old_promise_keeps_its_own(
    standard: ServiceLevel,
) -> None:
    hours = replace(OFFICE, name="new hours")
    new_calendar_version(actor=SYSTEM, now=NOW, slug="business-hours", hours=hours)
    newest = service_level_for(None)
    assert newest is not None
    assert (newest.slug, newest.version) == ("standard", 2)
    assert targets_of(newest)["minor"].repair.calendar.name == "new hours"
    assert targets_of(newest)["critical"] == targets_of(standard)["critical"]
    assert targets_of(standard)["minor"].repair.calendar.name == "business hours"
    assert business_hours().name == "new hours"


def test_new_hours_leave_promises_alone_that_do_not_count_in_them(standard: ServiceLevel) -> None:
    add_calendar(actor=SYSTEM, now=NOW, slug="office", hours=OFFICE)
    new_calendar_version(actor=SYSTEM, now=NOW, slug="office", hours=OFFICE)
    assert service_level_for(None) == standard


@pytest.mark.parametrize("model", [Calendar, ServiceLevel, Target])
def test_the_database_refuses_to_change_a_row(
    standard: ServiceLevel, model: type[Calendar | ServiceLevel | Target]
) -> None:
    column = "priority" if model is Target else "name"
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        model.objects.update(**{column: "low"})


@pytest.mark.parametrize(
    "windows",
    [
        [{"weekday": 0, "start": 600, "end": 600}],
        [{"weekday": 7, "start": 0, "end": 60}],
        [{"weekday": 0, "start": 0, "end": 1441}],
        [{"weekday": 0, "start": 0.5, "end": 60}],
        [{"weekday": 0, "start": "8:00", "end": "17:00"}],
        [{"weekday": 0, "start": 0}],
        [17],
    ],
)
@pytest.mark.django_db
def test_the_database_refuses_a_window_that_is_none(windows: list[object]) -> None:
    row = Calendar(slug="odd", version=1, time_zone="UTC", windows=windows, created_at=NOW)
    with pytest.raises(IntegrityError, match="windows_well_formed"), transaction.atomic():
        row.save()


def test_the_database_refuses_a_calendar_that_is_always_open_and_has_hours(db: None) -> None:
    row = Calendar(slug="odd", version=1, time_zone="UTC", always=True, created_at=NOW)
    row.country = "AL"
    with pytest.raises(IntegrityError, match="always_needs_no_hours"), transaction.atomic():
        row.save()


def test_the_database_refuses_a_second_promise_to_the_same(standard: ServiceLevel) -> None:
    rival = ServiceLevel(slug="rival", version=1, name="Rival", created_at=NOW)
    with pytest.raises(IntegrityError, match="one_default"), transaction.atomic():
        rival.save()


def test_the_database_refuses_a_promise_with_two_scopes(service: Service) -> None:
    row = ServiceLevel(slug="odd", version=1, service=service, product=service.product)
    row.created_at = NOW
    with pytest.raises(IntegrityError, match="one_scope_at_most"), transaction.atomic():
        row.save()


@pytest.mark.parametrize(
    ("hours", "sentence"),
    [
        (replace(OFFICE, time_zone="Europe/Nowhere"), "no time zone"),
        (replace(OFFICE, time_zone="../etc"), "no time zone"),
        (replace(OFFICE, country="XX"), "holidays"),
        (replace(OFFICE, country="DE", region="XX"), "holidays"),
        (replace(OFFICE, windows=(Window(0, 0, 60), Window(0, 30, 90))), "overlap"),
        (replace(OFFICE, always=True), "always open"),
    ],
)
def test_hours_that_are_none_are_refused(db: None, hours: Hours, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        add_calendar(actor=SYSTEM, now=NOW, slug="odd", hours=hours)


def test_a_second_calendar_of_business_hours_is_refused(standard: ServiceLevel) -> None:
    with pytest.raises(Refused, match="business hours already"):
        add_calendar(actor=SYSTEM, now=NOW, slug="more", hours=OFFICE, is_business_hours=True)
    with pytest.raises(Refused, match="already"):
        add_calendar(actor=SYSTEM, now=NOW, slug="24x7", hours=OFFICE)
    with pytest.raises(Refused, match="no calendar"):
        new_calendar_version(actor=SYSTEM, now=NOW, slug="unknown", hours=OFFICE)


def test_a_promise_that_cannot_be_kept_is_refused(standard: ServiceLevel, service: Service) -> None:
    def add(slug: str, promised: dict[str, Promised], scope: Service | None = service) -> None:
        add_service_level(
            actor=SYSTEM, now=NOW, slug=slug, name=slug, promised=promised, scope=scope
        )

    with pytest.raises(Refused, match="each priority"):
        add("gold", {"critical": DEFAULT_TARGETS["critical"]})
    with pytest.raises(Refused, match="before the repair"):
        add("gold", {**DEFAULT_TARGETS, "low": Promised(60, 30, "24x7")})
    with pytest.raises(Refused, match="no calendar"):
        add("gold", {**DEFAULT_TARGETS, "low": Promised(30, 60, "unknown")})
    with pytest.raises(Refused, match="already"):
        add("standard", DEFAULT_TARGETS)
    with pytest.raises(Refused, match="already"):
        add("gold", DEFAULT_TARGETS, scope=None)
    with pytest.raises(Refused, match="no service level"):
        new_service_level_version(
            actor=SYSTEM, now=NOW, slug="unknown", name="", promised=DEFAULT_TARGETS
        )


def test_only_an_administrator_changes_what_is_promised(standard: ServiceLevel) -> None:
    agent = create_person(name="Elira", email=None, now=NOW, roles=[DefaultRole.AGENT])
    administrator = create_person(
        name="Jon", email=None, now=NOW, roles=[DefaultRole.ADMINISTRATOR]
    )
    with pytest.raises(Refused, match="administrator"):
        add_calendar(actor=Actor(agent, Channel.DESK), now=NOW, slug="office", hours=OFFICE)
    actor = Actor(administrator, Channel.DESK)
    assert add_calendar(actor=actor, now=NOW, slug="office", hours=OFFICE).version == 1
