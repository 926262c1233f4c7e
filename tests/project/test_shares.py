"""Several web processes: whoever answers more than its share lets a connection go."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection
from wsgiref.types import WSGIEnvironment

import pytest

from qendra.project.bridge import Message, Pages
from qendra.project.shares import Shares

FORKING = multiprocessing.get_context("fork")


def _process(shares: Shares, told: Connection) -> None:
    shares.join()
    with ExitStack() as answers:
        while (wanted := told.recv()) >= 0:
            for _ in range(wanted):
                answers.enter_context(shares.answering())
            told.send(shares.is_uneven())


@contextmanager
def another(shares: Shares) -> Iterator[Callable[[int], bool]]:
    """Another process; called, it answers so many requests more and says whether it is uneven.

    It ends as one that is killed.
    """
    ours, theirs = FORKING.Pipe()
    process = FORKING.Process(target=_process, args=(shares, theirs), daemon=True)
    process.start()

    def answers_more(requests: int) -> bool:
        ours.send(requests)
        return bool(ours.recv())

    answers_more(0)
    try:
        yield answers_more
    finally:
        process.kill()
        process.join()


def test_a_process_alone_has_no_share_to_exceed() -> None:
    shares = Shares()
    shares.join()
    with shares.answering(), shares.answering(), shares.answering():
        assert not shares.is_uneven()


def test_two_requests_more_than_another_process_are_too_many() -> None:
    shares = Shares()
    shares.join()
    with another(shares) as answers_more, shares.answering():
        assert not shares.is_uneven()
        with shares.answering():
            assert shares.is_uneven()
            assert not answers_more(1)
            assert not shares.is_uneven()
        assert answers_more(2)
        assert not shares.is_uneven()


def test_the_place_of_a_killed_process_is_taken_by_the_next_one() -> None:
    shares = Shares()
    shares.join()
    with another(shares) as answers_more:
        answers_more(5)
    with another(shares), shares.answering():
        assert not shares.is_uneven()
        with shares.answering():
            assert shares.is_uneven()


@pytest.mark.parametrize(
    ("version", "others", "lets_go"), [("1.1", 1, True), ("1.1", 0, False), ("2", 1, False)]
)
def test_the_answer_of_an_uneven_process_ends_its_connection(
    *, version: str, others: int, lets_go: bool
) -> None:
    shares = Shares()
    shares.join()
    with another(shares), ExitStack() as answers:
        for _ in range(others):
            answers.enter_context(shares.answering())
        sent = asyncio.run(_sent(Pages(_page, 1, shares), version))
    assert ((b"connection", b"close") in sent[0]["headers"]) is lets_go
    assert sent[1]["body"] == b"Hello"


def _page(_environ: WSGIEnvironment, start: Callable[..., object]) -> Iterable[bytes]:
    start("200 OK", [("Content-Type", "text/plain")])
    return [b"Hello"]


async def _sent(pages: Pages, version: str) -> list[Message]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        raise AssertionError("a request without a body has nothing more to come")

    scope = {
        "method": "GET",
        "path": "/",
        "query_string": b"",
        "http_version": version,
        "headers": [],
    }
    await pages(scope, receive, send)
    return sent
