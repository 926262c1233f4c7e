"""A count goes no further than a page shows it."""

from __future__ import annotations

import pytest

from qendra.accounts.models import Person
from qendra.lib.counting import MANY, count, counted, statement
from tests.cast import NOW
from tests.rows_read import rows_read


@pytest.fixture
def crowd(db: None) -> None:
    people = (Person(name=f"Person {number}", created_at=NOW) for number in range(MANY + 500))
    Person.objects.bulk_create(people)


def test_many_are_not_counted_to_the_end(crowd: None) -> None:
    with rows_read() as reading:
        assert count(Person.objects.order_by("name")) == MANY
    assert reading.rows == MANY
    assert len(reading.queries) == 1


def test_several_lists_are_counted_at_once_and_again_with_other_values(crowd: None) -> None:
    asked = statement(
        {
            "one": Person.objects.filter(name="a name"),
            "none": Person.objects.filter(id__in=[]),
            "all": Person.objects.all(),
        }
    )
    with rows_read() as reading:
        assert asked.counts({"a name": "Person 7"}) == {"one": 1, "none": 0, "all": MANY}
    assert len(reading.queries) == 1
    assert asked.counts()["one"] == 0


@pytest.mark.parametrize(("number", "shown"), [(0, "0"), (999, "999"), (MANY, "999+")])
def test_a_count_that_stopped_says_so(number: int, shown: str) -> None:
    assert counted(number) == shown
