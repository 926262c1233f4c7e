"""Which promise holds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import DjangoAssertNumQueries

from qendra.accounts.actor import SYSTEM
from qendra.catalogue.models import Product, Service
from qendra.sla.actions import (
    DEFAULT_TARGETS,
    Hours,
    Promised,
    Scope,
    add_calendar,
    add_service_level,
    new_service_level_version,
)
from qendra.sla.calendar import MINUTES_OF_A_DAY, Window, is_open
from qendra.sla.models import PRIORITIES, ServiceLevel
from qendra.sla.public_holidays import public_holidays
from qendra.sla.selectors import (
    business_hours,
    current_service_levels,
    service_level_for,
    strictest,
    targets_of,
)
from tests.sla.conftest import NOW


def level(slug: str, scope: Scope | None, **changes: Promised) -> ServiceLevel:
    return add_service_level(
        actor=SYSTEM,
        now=NOW,
        slug=slug,
        name=slug,
        promised={**DEFAULT_TARGETS, **changes},
        scope=scope,
    )


def test_the_nearest_promise_wins(standard: ServiceLevel, service: Service) -> None:
    assert service_level_for(service) == standard
    assert service.contract is not None
    for scope in (service.product, service.contract, service):
        nearer = level(type(scope).__name__.lower(), scope)
        assert service_level_for(service) == nearer


def test_a_promise_to_somebody_else_does_not_hold(standard: ServiceLevel, service: Service) -> None:
    level("server", Product.objects.create(code="SRV", name="Dedicated server"))
    assert service_level_for(service) == standard
    assert service_level_for(None) == standard


def test_a_service_without_contract_is_not_under_everybody_s_contract(
    standard: ServiceLevel, service: Service
) -> None:
    assert service.contract is not None
    level("gold", service.contract)
    service.contract = None
    assert service_level_for(service) == standard


def test_the_newest_version_holds_for_new_cases(standard: ServiceLevel, service: Service) -> None:
    gold = level("gold", service)
    newer = new_service_level_version(
        actor=SYSTEM, now=NOW, slug="gold", name="Gold", promised=DEFAULT_TARGETS
    )
    assert (gold.version, newer.version, newer.service) == (1, 2, service)
    assert service_level_for(service) == newer


def test_it_takes_one_query_to_know_the_promise_again_and_one_to_read_it(
    standard: ServiceLevel, service: Service, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        found = service_level_for(service)
    assert found is not None
    with django_assert_num_queries(1):
        assert service_level_for(service) == found
    with django_assert_num_queries(1):
        targets_of(found)
    prefetched = current_service_levels()
    with django_assert_num_queries(0):
        targets_of(prefetched[0])


def test_a_report_is_not_refused_where_nothing_was_promised(service: Service) -> None:
    assert service_level_for(service) is None
    assert service_level_for(None) is None


def test_every_priority_has_goals_in_seconds_of_its_calendar(standard: ServiceLevel) -> None:
    targets = targets_of(standard)
    assert set(targets) == set(PRIORITIES)
    critical, minor = targets["critical"], targets["minor"]
    assert (critical.response.seconds, critical.repair.seconds) == (15 * 60, 4 * 3600)
    assert critical.repair.calendar.always
    assert minor.repair.calendar.windows == tuple(Window(day, 480, 1020) for day in range(5))


def test_public_holidays_of_the_country_are_closed(standard: ServiceLevel) -> None:
    calendar = business_hours()
    independence_day = date(2028, 11, 28)
    assert independence_day in calendar.closed_days
    assert not is_open(calendar, NOW.replace(year=2028, month=11, day=28, hour=10))
    assert is_open(calendar, NOW.replace(year=2028, month=11, day=30, hour=10))


def test_a_contract_may_name_other_business_hours(standard: ServiceLevel, service: Service) -> None:
    week = tuple(Window(day, 0, MINUTES_OF_A_DAY) for day in range(7))
    hours = Hours("every day", "UTC", windows=week, closed_days=(date(2026, 12, 25),))
    add_calendar(actor=SYSTEM, now=NOW, slug="every-day", hours=hours)
    gold = add_service_level(
        actor=SYSTEM,
        now=NOW,
        slug="gold",
        name="Gold",
        promised=DEFAULT_TARGETS,
        scope=service.contract,
        business_hours="every-day",
    )
    assert business_hours(gold).name == "every day"
    assert date(2026, 12, 25) in business_hours(gold).closed_days
    assert business_hours(standard).name == business_hours().name == "business hours"


@pytest.mark.django_db
def test_an_installation_without_business_hours_says_what_to_do() -> None:
    with pytest.raises(ImproperlyConfigured, match="qendra migrate"):
        business_hours()


def test_the_strictest_of_several_promises_is_the_one_that_is_due_first(
    standard: ServiceLevel, service: Service
) -> None:
    office = level("office", service.contract, critical=Promised(5, 3 * 60, "business-hours"))
    levels = [standard, office]
    monday_morning, friday_night = NOW, NOW + timedelta(days=4, hours=12)
    by_day = strictest(levels, "critical", at=monday_morning)
    by_night = strictest(levels, "critical", at=friday_night)
    assert by_day is not None
    assert by_night is not None
    assert (by_day.response.seconds, by_day.repair.seconds) == (5 * 60, 3 * 3600)
    assert (by_night.response.seconds, by_night.repair.seconds) == (15 * 60, 4 * 3600)
    assert strictest([], "critical", at=NOW) is None


def test_public_holidays_of_a_region_are_closed_there_only() -> None:
    epiphany = date(2026, 1, 6)
    assert epiphany in public_holidays("DE", "BY")
    assert epiphany not in public_holidays("DE", "BE")
    assert epiphany not in public_holidays("DE", "")
