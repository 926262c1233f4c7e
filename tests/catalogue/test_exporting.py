"""What was exported is imported back unchanged, whatever stands in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qendra.accounts.models import Person
from qendra.catalogue.models import (
    Carrier,
    Circuit,
    Customer,
    Membership,
    Prefix,
    Service,
    Site,
)
from qendra.catalogue.records import KINDS
from tests.cast import NOW, Cast
from tests.catalogue.files import checked, export_of, report

# Anything that PostgreSQL holds, and what spreadsheets and CSV trip over.
anything = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=30
)
nasty = st.sampled_from(
    ["=1+1", "'=1", "+355", "-", "@a", '"', "a,b;c\td", "a\r\nb", " x  y ", "ü"]
)
words = st.one_of(nasty, anything)


@pytest.mark.parametrize("kind", KINDS)
def test_the_cast_comes_back_unchanged(cast: Cast, kind: str) -> None:
    run = checked(kind, export_of(kind), cast.jon)
    assert run.lines_total > 0
    assert {outcome for _number, outcome, _column, _sentence in report(run)} == {"unchanged"}


@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@pytest.mark.parametrize("kind", KINDS)
def test_whatever_people_wrote_comes_back_unchanged(
    cast: Cast, kind: str, data: st.DataObject
) -> None:
    with transaction.atomic():
        _written_over(cast, lambda: data.draw(words))
        run = checked(kind, export_of(kind), cast.jon)
        changed = [line for line in report(run) if line[1] != "unchanged"]
        transaction.set_rollback(True)
    assert changed == []


def _written_over(cast: Cast, draw: Callable[[], str]) -> None:
    """The catalogue with other words in every place that takes words."""
    Customer.objects.filter(id=cast.northwind.id).update(name=draw())
    Customer.objects.filter(id=cast.southport.id).update(name=draw(), parent=cast.northwind)
    Site.objects.filter(customer=cast.northwind).update(name=draw(), address=draw())
    Person.objects.filter(id=cast.alba.id).update(name=draw(), phone=draw())
    nobody = Person.objects.create(name=draw(), created_at=NOW, password="!")
    Membership.objects.create(person=nobody, customer=cast.northwind, rights=[])
    Service.objects.filter(id=cast.transit.id).update(name=draw())
    Carrier.objects.update(name=draw())
    Circuit.objects.update(a_end="A " + draw(), z_end="Z " + draw(), carrier_reference=draw())
    Prefix.objects.filter(service=cast.foreign).update(service=cast.transit)
