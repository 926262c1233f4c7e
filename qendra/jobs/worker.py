"""Runs the loops, each in a thread of its own, so that a slow mail server delays no escalation."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from threading import Event, Thread
from typing import Protocol

from django.db import InterfaceError, OperationalError, connections
from django.urls import get_resolver

from qendra.jobs import (
    call_backs,
    deliver,
    digests,
    documents,
    escalate,
    forget,
    held,
    imports,
    leavings,
    lifecycle,
    live,
    mail,
    news,
    pages,
    rise,
    rotas,
    warnings,
    webhooks,
)
from qendra.lib import log_fields

logger = logging.getLogger(__name__)

# Seconds between two looks when nothing was due.
PAUSE = 0.5
# A loop that gathers rests after each round that was not as full as this.
GATHERED = {"news": news.BATCH, "rise": rise.BATCH}
# A loop that fails is tried again after 1, 2, 4, 8, 10, 10 … seconds.
LONGEST_PAUSE = 10.0


class Loop(Protocol):
    """One batch of due work; how many things were done."""

    def __call__(self, *, now: datetime) -> int: ...


LOOPS: Mapping[str, Loop] = {
    "mail": mail.run_once,
    "lifecycle": lifecycle.run_once,
    "rise": rise.run_once,
    "escalate": escalate.run_once,
    "held": held.run_once,
    "call_backs": call_backs.run_once,
    "warnings": warnings.run_once,
    "digests": digests.run_once,
    "deliver": deliver.run_once,
    "pages": pages.run_once,
    "news": news.run_once,
    "live": live.run_once,
    "webhooks": webhooks.run_once,
    "forget": forget.run_once,
    "imports": imports.run_once,
    "leavings": leavings.run_once,
    "documents": documents.run_once,
    "rotas": rotas.run_once,
}


def run(stop: Event, loops: Mapping[str, Loop] = LOOPS) -> None:
    """Run all loops until ``stop`` is set; returns when each has finished its batch."""
    # The first letter names a page; its loop, and all others, would wait while that is found.
    get_resolver().app_dict  # noqa: B018  # reads the modules of all pages
    threads = [
        Thread(target=_keep_running, args=(name, loop, stop), name=name)
        for name, loop in loops.items()
    ]
    for thread in threads:
        thread.start()
    logger.info("The worker runs [%d]: %s.", os.getpid(), ", ".join(loops))
    # In steps, so that a signal is heard between them on every platform.
    while not stop.wait(timeout=1):
        pass
    for thread in threads:
        thread.join()


def _keep_running(name: str, loop: Loop, stop: Event) -> None:
    failures = 0
    while not stop.is_set():
        try:
            with log_fields.about(loop=name):
                done = loop(now=datetime.now(UTC))
        except Exception as error:  # noqa: BLE001 (one loop's trouble must not stop the others)
            failures += 1
            with log_fields.about(**log_fields.carried_by(error)):
                _report(name, error, failures)
            # A broken connection is dropped; the next round opens a new one.
            connections.close_all()
            stop.wait(min(2.0 ** (failures - 1), LONGEST_PAUSE))
            continue
        if failures:
            logger.warning("The loop %s works again.", name)
        failures = 0
        if done < GATHERED.get(name, 1):
            stop.wait(PAUSE)
    connections.close_all()


def _report(name: str, error: Exception, failures: int) -> None:
    """The first failure in full; a database that stays away is one line, and not every time."""
    if isinstance(error, OperationalError | InterfaceError):
        if failures == 1:
            reason = str(error).splitlines()[0]
            logger.error("The loop %s waits for the database: %s", name, reason)
    elif failures == 1:
        logger.error("The loop %s failed and tries again.", name, exc_info=error)
    else:
        logger.error("The loop %s failed again (%d): %s", name, failures, error)
