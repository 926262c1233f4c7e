"""Four clients at once, each asking the next as soon as it has the last answer."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from bench.figures import Figure, of_latencies
from bench.system import ADDRESS

CLIENTS = 4
WARM_UP = 1.0


class UnexpectedAnswer(Exception):
    """An answer was not as it should be; a figure of errors is worth nothing."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked, and the status that it must be answered with."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: str | None = None
    status: int = http.HTTPStatus.OK


def measure(name: str, port: int, asked: Sequence[Iterator[Request]], seconds: float) -> Figure:
    """Answers a second and their latencies; one client for each of the endless sequences."""
    first = [next(each) for each in asked]  # also reads what it needs, before the time runs
    begin = time.monotonic() + WARM_UP
    with ThreadPoolExecutor(len(asked)) as pool:
        clients = [
            pool.submit(_ask, port, one, more, (begin, begin + seconds))
            for one, more in zip(first, asked, strict=True)
        ]
        latencies = [each for client in clients for each in client.result()]
    if not latencies:
        raise UnexpectedAnswer(f"{name}: not one answer came within {seconds:.0f} seconds.")
    return of_latencies(name, latencies, seconds)


def _ask(
    port: int, request: Request, more: Iterator[Request], window: tuple[float, float]
) -> list[float]:
    """The latencies of all answers that came within the window."""
    connection = http.client.HTTPConnection(ADDRESS, port, timeout=60)
    begin, end = window
    latencies = []
    while True:
        asked = time.monotonic()
        connection.request(request.method, request.path, request.body, dict(request.headers))
        answer = connection.getresponse()
        answer.read()
        if answer.status != request.status:
            raise UnexpectedAnswer(f"{request.path} was answered with {answer.status}.")
        now = time.monotonic()
        if now > end:
            break
        if now > begin:
            latencies.append(now - asked)
        request = next(more)
    connection.close()
    return latencies
