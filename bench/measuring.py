"""All figures in order; a figure that was not asked for costs nothing."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connections

from bench import clients
from bench.figures import Figure
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
    system.stop()
    if _is_wanted("mails", only) or _is_wanted("memory", only):
        connections.close_all()
        system.start(worker=True)
        if _is_wanted("mails", only):
            yield mails_a_second(system.lmtp_port)
        if _is_wanted("memory", only):
            yield Figure("memory (PSS of all processes)", system.memory(), "MiB")
        connections.close_all()
        system.stop()
    if _is_wanted("sweep", only):
        system.database.start()
        yield from sweeps()
        connections.close_all()
        system.stop()


def _of_pages(system: System, only: str | None, seconds: float) -> Iterator[Figure]:
    for each in pages():
        if _is_wanted(each.name, only):
            cookie = cookie_of(is_customer=each.is_customer)
            paths = each.paths()
            yield clients.measure(each.name, system.web_port, cookie, paths, seconds)
    connections.close_all()


def _is_wanted(name: str, only: str | None) -> bool:
    return only is None or only.lower() in name
