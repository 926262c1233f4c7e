"""One connection a process on which the database tells what changed (LISTEN)."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

import psycopg

from qendra.live.hub import Hub, utc_now
from qendra.live.news import CHANNEL

logger = logging.getLogger(__name__)

# How often a silent connection is asked whether it still lives.
LOOK = 30.0
LONGEST_PAUSE = 10.0
OFF = "off"


class Listener:
    """Listens as long as the process runs; while it cannot, pages ask by themselves.

    LISTEN needs a connection of its own: ``url`` must not lead through a pooler that lends
    connections by the transaction. ``off`` for none at all.
    """

    def __init__(self, hub: Hub, url: str) -> None:
        self._hub = hub
        self._url = url
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """In the running loop."""
        if self._url != OFF:
            self._task = asyncio.get_running_loop().create_task(self._keep_listening())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _keep_listening(self) -> None:
        failures = 0
        while True:
            try:
                await self._listen()
            except (psycopg.Error, OSError) as error:
                failures = 1 if self._hub.is_open else failures + 1
                if failures == 1:
                    reason = (str(error).splitlines() or [type(error).__name__])[0]
                    logger.warning("Pages ask by themselves until the database is back: %s", reason)
            finally:
                self._hub.is_deaf()
            await asyncio.sleep(min(0.5 * 2.0**failures, LONGEST_PAUSE))

    async def _listen(self) -> None:
        connection = await psycopg.AsyncConnection.connect(
            self._url, autocommit=True, connect_timeout=5, application_name="qendra live"
        )
        async with connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            self._hub.hears(utc_now())
            while True:
                async for notice in connection.notifies(timeout=LOOK):
                    self._hub.tell(notice.payload, utc_now())
                await connection.execute("SELECT 1")
