"""All figures in order; a figure that was not asked for costs nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.db import connections

from bench import clients
from bench.figures import Figure
from bench.limits import mails_limit, steps_limit
from bench.mails import mails_a_second
from bench.pages import cookie_of, pages
from bench.sweeps import sweeps
from bench.system import System

NAMES = (*(each.name for each in pages()), "mails", "sweep", "memory", "start")


def measured(system: System, only: str | None, seconds: float) -> Iterator[Figure]:
    """Start the system as often as needed; sweeps run last, since they move the clock on."""
    # The worker would take the processor from the pages; it runs for the mails.
    start = system.start(worker=False)
    if _is_wanted("start", only):
        yield Figure("start time", start, "s")
    yield from _of_pages(system, only, seconds)
    _stop(system)
    yield from _of_mails(system, only)
    if _is_wanted("sweep", only):
        system.database.start()
        yield from _with_limit(sweeps(), steps_limit(system.folder))
        _stop(system)


def _of_mails(system: System, only: str | None) -> Iterator[Figure]:
    """Mails with the worker; their limit without, since it would take the copies for mails."""
    if not _is_wanted("mails", only) and not _is_wanted("memory", only):
        return
    system.start(worker=True)
    mails = [mails_a_second(system.lmtp_port)] if _is_wanted("mails", only) else []
    if _is_wanted("memory", only):
        yield Figure("memory (PSS of all processes)", system.memory(), "MiB")
    _stop(system)
    if mails:
        system.database.start()
        yield from _with_limit(mails, mails_limit(system.folder))
        _stop(system)


def _with_limit(figures: Iterable[Figure], limit: float | None) -> list[Figure]:
    """The same, with the limit beside what is counted by the second."""
    return [replace(each, limit=limit) if each.unit == "1/s" else each for each in figures]


def _stop(system: System) -> None:
    connections.close_all()
    system.stop()


def _of_pages(system: System, only: str | None, seconds: float) -> Iterator[Figure]:
    for each in pages():
        if _is_wanted(each.name, only):
            cookie = cookie_of(is_customer=each.is_customer)
            paths = each.paths()
            yield clients.measure(each.name, system.web_port, cookie, paths, seconds)


def _is_wanted(name: str, only: str | None) -> bool:
    return only is None or only.lower() in name
