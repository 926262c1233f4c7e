"""Four clients at once, each asking for the next page as soon as it has the last one."""

from __future__ import annotations

import http.client
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice

from bench.figures import Figure, of_latencies
from bench.system import ADDRESS

CLIENTS = 4
WARM_UP = 1.0


class UnexpectedAnswer(Exception):
    """A page did not come as it should; a figure of errors is worth nothing."""


def measure(name: str, port: int, cookie: str, paths: Sequence[str], seconds: float) -> Figure:
    """Answers a second and their latencies; every client goes through the paths in turn."""
    begin = time.monotonic() + WARM_UP
    with ThreadPoolExecutor(CLIENTS) as pool:
        asked = [
            pool.submit(_ask, port, cookie, paths, place, (begin, begin + seconds))
            for place in range(CLIENTS)
        ]
        latencies = [each for client in asked for each in client.result()]
    if not latencies:
        raise UnexpectedAnswer(f"{name}: not one answer came within {seconds:.0f} seconds.")
    return of_latencies(name, latencies, seconds)


def _ask(
    port: int, cookie: str, paths: Sequence[str], place: int, window: tuple[float, float]
) -> list[float]:
    """The latencies of all answers that came within the window."""
    connection = http.client.HTTPConnection(ADDRESS, port, timeout=60)
    begin, end = window
    latencies = []
    for path in islice(cycle(paths), place, None):
        asked = time.monotonic()
        connection.request("GET", path, headers={"Cookie": cookie, "Accept-Language": "en"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != http.HTTPStatus.OK:
            raise UnexpectedAnswer(f"{path} was answered with {answer.status}.")
        now = time.monotonic()
        if now > end:
            break
        if now > begin:
            latencies.append(now - asked)
    connection.close()
    return latencies
