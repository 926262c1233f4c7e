"""Finding tickets by words."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import Q
from pytest_django import DjangoAssertNumQueries

from qendra.accounts.models import Person
from qendra.lib.counting import MANY
from qendra.tickets.finding import tickets_about, with_words
from qendra.tickets.models import Ticket
from tests.cast import Cast, opened

WHOEVER = Person(rights=["see"])


@pytest.fixture
def cut(cast: Cast) -> str:
    """The number of the one ticket about a cut; another one is about noise."""
    opened(cast, key="noise", subject="Noise on edge-124")
    return opened(cast, key="cut", subject="Fibre cut near Kukës, edge-123 (O'Brien's rack)").number


def numbers(words: str) -> list[str]:
    found = tickets_about(words, WHOEVER)[0:50]
    tickets = Ticket.objects.in_bulk(found)
    return [tickets[each].number for each in found]


@pytest.mark.parametrize(
    "words",
    ["fibre", "FIBRE cut", "cut fib", "kukës", "edge-123", "O'Brien", "O'Bri"],
)
def test_all_words_or_what_begins_so_find_a_subject(cut: str, words: str) -> None:
    assert numbers(words) == [cut]


def test_a_code_is_found_by_its_beginning(cut: str) -> None:
    assert len(numbers("EDGE-12")) == len(numbers("edge-1")) == len(numbers("edg")) == 2


@pytest.mark.parametrize("words", ["fibre noise", "bre", "edge-125", "edg-123"])
def test_what_lacks_one_of_the_words_is_not_found(cut: str, words: str) -> None:
    assert numbers(words) == []


def test_the_newest_comes_first(cut: str) -> None:
    assert numbers("northwind") == numbers("edge")
    assert numbers("edge")[0] == cut


@pytest.mark.parametrize("words", ["'", "\\", "a\\'b", "!", "a & | !", "(", ":*", "<->", "%", "--"])
def test_no_sign_is_a_command_to_the_search(cut: str, words: str) -> None:
    assert numbers(words) == []


def test_words_of_few_tickets_ask_twice_and_not_again_for_a_page(
    cut: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    numbers("fibre")
    with django_assert_num_queries(2):
        hits = tickets_about("noise", WHOEVER)
    with django_assert_num_queries(0):
        assert len(hits[0:50]) == hits.total == 1


def test_who_may_see_nothing_finds_nothing(cut: str) -> None:
    assert tickets_about("fibre", Person(rights=[]))[0:50] == []


def test_an_index_answers_for_every_way_to_be_found(
    cut: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # With what the statistics say of the words, once a second.
    with django_assert_num_queries(3):
        assert len(tickets_about("edge", WHOEVER)[0:50]) == 2
    with connection.cursor() as cursor:
        # So few rows are read faster without; it is shown that the index could answer.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
    assert "ticket_by_words" in with_words(Ticket.objects.all(), "fibre", Q()).explain()


def test_what_the_statistics_call_common_is_looked_for_among_the_newest(
    cut: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def common() -> tuple[float, dict[str, float]]:
        return 100_000.0, {"edge": 0.5, "fibre": 0.5, "noise": 0.01}

    monkeypatch.setattr("qendra.tickets.finding._statistics", common)
    assert tickets_about("EDG", WHOEVER).total == MANY
    assert tickets_about("edge fibre", WHOEVER).total == MANY
    assert tickets_about("edge noise", WHOEVER).total == 1
    # Statistics may be wrong: nothing is missed, and nothing found twice.
    assert numbers("edg")[0] == cut
    assert len(numbers("edg")) == 2
    assert tickets_about("edg", WHOEVER)[2:52] == []
