"""All figures in order; a figure that was not asked for costs nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.db import connections

from bench import api, clients, names
from bench.clocks import clocks
from bench.figures import Figure
from bench.growth import growth
from bench.limits import creates_limit, mails_limit, replies_limit, steps_limit
from bench.mails import mails_a_second
from bench.names import is_wanted
from bench.pages import cookie_of, pages, views
from bench.parsing import parsing
from bench.sweeps import sweeps
from bench.system import System


def measured(system: System, only: str | None, seconds: float, most: int) -> Iterator[Figure]:
    """Start the system as often as needed; sweeps run last, since they move the clock on.

    After them only growth, up to so many open tickets, of which most are copies.
    """
    # The worker would take the processor from the pages; it runs for the mails.
    start = system.start(worker=False)
    if is_wanted("start", only):
        yield Figure("start time", start, "s")
    yield from _of_pages(system, only, seconds)
    yield from _of_writes(system, only, seconds)
    if is_wanted("parsing", only):
        yield from parsing()
    yield from _of_time(system, only, most)


def _of_time(system: System, only: str | None, most: int) -> Iterator[Figure]:
    """Clocks, sweeps, and sweeps beside ever more open tickets: without the worker."""
    if not any(is_wanted(name, only) for name in ("clocks", "sweep", "growth")):
        return
    system.database.start()
    if is_wanted("clocks", only):
        yield from clocks()
    if is_wanted("sweep", only):
        yield from _with_limit(sweeps(), steps_limit(system.folder))
    if is_wanted("growth", only):
        yield from growth(most)
    _stop(system)


def _of_writes(system: System, only: str | None, seconds: float) -> Iterator[Figure]:
    """Replies and creates, then mails with the worker; last of all their limits.

    The copies that a limit makes are nothing that a loop should follow, nor tickets that anybody
    may quote.
    """
    written = _of_api(system, only, seconds)
    _stop(system)
    if is_wanted("mails", only) or is_wanted("memory", only):
        system.start(worker=True)
        if is_wanted("mails", only):
            written.append(mails_a_second(system.lmtp_port))
        if is_wanted("memory", only):
            yield Figure("memory (PSS of all processes)", system.memory(), "MiB")
        _stop(system)
    if written:
        system.database.start()
        for figure in written:
            yield replace(figure, limit=_LIMITS[figure.name](system.folder))
        _stop(system)


def _of_api(system: System, only: str | None, seconds: float) -> list[Figure]:
    """Replies, then creates, whose tickets stay as they were opened."""
    port = system.web_port
    replies = [api.replies_a_second(port, seconds)] if is_wanted(names.REPLIES, only) else []
    creates = [api.creates_a_second(port, seconds)] if is_wanted(names.CREATES, only) else []
    return [*replies, *creates]


_LIMITS = {
    names.REPLIES: replies_limit,
    names.CREATES: creates_limit,
    names.MAILS: mails_limit,
}


def _with_limit(figures: Iterable[Figure], limit: float | None) -> list[Figure]:
    """The same, with the limit beside what is counted by the second."""
    return [replace(each, limit=limit) if each.unit == "1/s" else each for each in figures]


def _stop(system: System) -> None:
    connections.close_all()
    system.stop()


def _of_pages(system: System, only: str | None, seconds: float) -> Iterator[Figure]:
    for each in pages():
        if is_wanted(each.name, only):
            cookie = cookie_of(is_customer=each.is_customer)
            paths = each.paths()
            asked = [views(cookie, paths, place) for place in range(clients.CLIENTS)]
            yield clients.measure(each.name, system.web_port, asked, seconds)
