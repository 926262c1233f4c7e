"""The list of entries that no loop has passed on yet: each is taken once, and none is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest
from django.db import connections, transaction

from qendra.tickets.actions.conversation import add_note
from qendra.tickets.actions.news import take_news
from qendra.tickets.actions.writing import Words
from qendra.tickets.models import Entry, News, Ticket
from tests.cast import NOW, Cast, desk, make_cast, opened


def test_every_entry_of_an_action_is_news_once(cast: Cast) -> None:
    ticket = opened(cast)
    _note(cast, ticket)
    written = list(Entry.objects.order_by("id").values_list("id", flat=True))
    assert take_news(limit=1) == written[:1]
    assert take_news(limit=100) == written[1:]
    assert take_news(limit=100) == []


def test_news_is_taken_only_together_with_what_is_made_of_it(cast: Cast) -> None:
    opened(cast)
    count = News.objects.count()
    with transaction.atomic():
        assert len(take_news(limit=100)) == count
        transaction.set_rollback(True)
    assert News.objects.count() == count


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_none_is_given() -> None:
    with pytest.raises(RuntimeError):
        take_news(limit=1)


@pytest.mark.django_db(transaction=True)
def test_an_entry_that_is_committed_after_a_later_one_is_not_lost() -> None:
    cast = make_cast()
    slow, quick = opened(cast), opened(cast, key="form:2")
    _all_taken()
    with _written_slowly(cast, slow) as let_it_commit:
        later = _note(cast, quick)
        assert _all_taken() == [later.id]
        let_it_commit()
    (earlier,) = _all_taken()
    assert earlier < later.id


@pytest.mark.django_db(transaction=True)
def test_what_one_loop_holds_the_other_leaves() -> None:
    opened(make_cast())
    with transaction.atomic():
        first = take_news(limit=1)
        others: list[int] = []
        thread = Thread(target=lambda: others.extend(_all_taken(close=True)))
        thread.start()
        thread.join()
    assert first
    assert not set(first) & set(others)
    assert News.objects.count() == 0


@contextmanager
def _written_slowly(cast: Cast, ticket: Ticket) -> Iterator[Callable[[], None]]:
    """A note that is written and not yet committed until the function given is called."""
    is_written, may_commit = Event(), Event()

    def write() -> None:
        try:
            with transaction.atomic():
                _note(cast, ticket)
                is_written.set()
                may_commit.wait(20)
        finally:
            connections.close_all()

    def commit() -> None:
        may_commit.set()
        thread.join()

    thread = Thread(target=write)
    thread.start()
    assert is_written.wait(20)
    try:
        yield commit
    finally:
        commit()


def _note(cast: Cast, ticket: Ticket) -> Entry:
    words = Words("The carrier knows.")
    add_note(actor=desk(cast.elira), now=NOW, ticket_id=ticket.id, words=words)
    return ticket.entries.latest("id")


def _all_taken(*, close: bool = False) -> list[int]:
    try:
        with transaction.atomic():
            return take_news(limit=1000)
    finally:
        if close:
            connections.close_all()
