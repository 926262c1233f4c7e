"""Matrices: the nearest holds, a version never changes, a running ticket keeps its copy (E1)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from qendra.accounts.actor import SYSTEM
from qendra.catalogue.models import Provider
from qendra.escalation import ladder
from qendra.escalation.actions.defaults import install_defaults
from qendra.escalation.actions.matrices import publish_matrix
from qendra.escalation.models import Level, Matrix, Step
from qendra.escalation.selectors import frozen_for, matrix_for
from qendra.lib.errors import Refused
from qendra.sla.models import ServiceLevel
from tests.cast import NOW, Cast, desk
from tests.escalation.night import Night, levels_of, publish, publish_levels


def test_the_nearest_wins_service_then_contract_then_product_then_default(cast: Cast) -> None:
    service = cast.transit
    assert service.contract is not None
    assert matrix_for(service) is None
    for scope, slug in (
        (None, "standard"),
        (service.product, "transit"),
        (service.contract, "northwind"),
        (service, "this-line"),
    ):
        published = publish(cast.faik, slug=slug, scope=scope)
        assert matrix_for(service) == published
    assert matrix_for(cast.foreign) == Matrix.objects.get(slug="transit")
    assert matrix_for(None) == Matrix.objects.get(slug="standard")


def test_finding_the_matrix_is_one_query(
    cast: Cast, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    publish(cast.faik)
    with django_assert_num_queries(1):  # type: ignore[operator]  # pytest-django's fixture
        matrix_for(cast.transit)


def test_the_highest_version_holds(cast: Cast) -> None:
    publish(cast.faik)
    second = publish(cast.hana, cast.jon)
    assert second.version == 2
    assert matrix_for(cast.transit) == second
    assert len(frozen_for(cast.transit).ladder.levels) == 2


def test_editing_the_matrix_does_not_touch_a_running_ticket(night: Night) -> None:
    night.report()
    night.forward(hours=1)
    publish(night.cast.jon, night.cast.jon, night.cast.jon)
    night.forward(hours=3)
    assert night.told() == ["faik", "hana", "jon", "iris"]
    assert night.run.matrix is not None
    assert night.run.matrix.version == 1
    night.report(key="form:next")
    assert night.run.matrix == Matrix.objects.get(version=2)


def test_what_was_published_comes_back_as_the_same_ladder(cast: Cast) -> None:
    levels = list(levels_of(cast.faik, None, cast.hana))
    levels[0] = replace(levels[0], email="night@interspace.example", phone="+355 4 1")
    publish_levels(levels)
    assert frozen_for(None).ladder == ladder.Ladder("Standard", tuple(levels))


def test_levels_that_make_no_ladder_are_refused(cast: Cast) -> None:
    first, second = levels_of(cast.faik, cast.hana)
    for levels in ([], [second], [first, replace(second, ages=first.ages)]):
        with pytest.raises(Refused, match="reached later"):
            publish_levels(levels)
    assert not Matrix.objects.exists()


def test_a_scope_has_one_matrix_and_a_matrix_one_scope(cast: Cast) -> None:
    publish(cast.faik)
    with pytest.raises(Refused, match="another matrix"):
        publish(cast.faik, slug="second-default")
    with pytest.raises(Refused, match="another matrix"):
        publish(cast.faik, slug="standard", scope=cast.transit)


def test_only_an_administrator_publishes(cast: Cast) -> None:
    levels = levels_of(cast.faik)
    with pytest.raises(Refused, match="administrator"):
        publish_matrix(actor=desk(cast.faik), now=NOW, slug="a", name="A", levels=levels)
    publish_matrix(actor=desk(cast.jon), now=NOW, slug="a", name="A", levels=levels)


@pytest.mark.parametrize("table", ["escalation_matrix", "escalation_level"])
@pytest.mark.parametrize("change", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_refuses_to_change_a_matrix(cast: Cast, table: str, change: str) -> None:
    publish(cast.faik)
    with (
        pytest.raises(IntegrityError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change.format(table))


@pytest.mark.parametrize(
    "change", ["UPDATE escalation_step SET level = 3", "DELETE FROM escalation_step"]
)
def test_the_database_refuses_to_undo_a_step(night: Night, change: str) -> None:
    night.report()
    night.ask()
    with (
        pytest.raises(IntegrityError, match="never undone"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


def test_the_database_takes_a_step_once(night: Night) -> None:
    night.report()
    night.ask()
    step = Step.objects.get()
    step.pk = None
    with pytest.raises(IntegrityError, match="step_happens_once"), transaction.atomic():
        step.save(force_insert=True)


def test_the_database_keeps_one_scope_at_most(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="one_scope_at_most"), transaction.atomic():
        Matrix.objects.create(
            slug="x",
            version=1,
            name="X",
            service=cast.transit,
            product=cast.transit.product,
            created_at=NOW,
        )


def test_the_defaults_are_installed_once(db: None) -> None:
    install_defaults(now=NOW)
    install_defaults(now=NOW)
    matrix = Matrix.objects.get()
    assert Provider.objects.count() == 1
    assert ServiceLevel.objects.count() == 1
    roles = Level.objects.filter(matrix=matrix).order_by("number").values_list("role", flat=True)
    assert list(roles) == [
        "Support supervisor",
        "NOC manager",
        "Head of operations",
        "Managing director",
    ]
    assert not Level.objects.filter(holder__isnull=False).exists()


def test_the_defaults_leave_what_is_there(cast: Cast) -> None:
    provider = Provider.objects.get()
    published = publish(cast.faik)
    install_defaults(now=NOW)
    assert Matrix.objects.get() == published
    assert Provider.objects.get().name == provider.name


def test_the_default_low_ages_are_business_days_of_the_providers_calendar(db: None) -> None:
    install_defaults(now=NOW)
    assert [level.low_minutes for level in Level.objects.order_by("number")] == [
        540,
        1080,
        1620,
        2160,
    ]


def test_publishing_is_for_the_system_too(cast: Cast) -> None:
    levels = levels_of(cast.faik)
    assert publish_matrix(actor=SYSTEM, now=NOW, slug="a", name="A", levels=levels).version == 1
