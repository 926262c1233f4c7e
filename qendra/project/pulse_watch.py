"""Open pages hear within seconds that the worker stands still, or runs again.

In the event loop of each process that answers pages: the worker itself can tell nobody. While all
is well it looks when the last sign of life would be two minutes old, and not before.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

import psycopg

from qendra.jobs.worker import LOOPS
from qendra.live.listening import OFF
from qendra.project.watch.looking import LONGEST_SILENCE

# Seconds between two looks while the worker stands still, or the database is away.
OFTEN = 3.0
# What a worker that beats in time may be late.
GRACE = 0.5
_HEARD = "SELECT min(at) FROM jobs_heartbeat WHERE name = ANY(%s)"


class PulseWatch:
    """Calls ``changed`` whenever the worker has fallen silent, or is heard of again."""

    def __init__(self, url: str, changed: Callable[[], None]) -> None:
        self._url = url
        self._changed = changed
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """In the running loop; without a stream there is nobody to tell."""
        if self._url != OFF:
            self._task = asyncio.get_running_loop().create_task(self._keep_looking())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _keep_looking(self) -> None:
        was_silent = False
        while True:
            rest = OFTEN
            with suppress(psycopg.Error, OSError):
                left = await self._seconds_left()
                is_silent = left < 0
                if is_silent != was_silent:
                    was_silent = is_silent
                    self._changed()
                rest = max(left + GRACE, OFTEN)
            await asyncio.sleep(rest)

    async def _seconds_left(self) -> float:
        """Until the worker would be silent; of one that was never heard of, none yet."""
        heard = await self._heard_at()
        if heard is None:
            return 0
        return (LONGEST_SILENCE - (datetime.now(UTC) - heard)).total_seconds()

    async def _heard_at(self) -> datetime | None:
        """When the loop that is silent for longest was heard of."""
        connection = await psycopg.AsyncConnection.connect(
            self._url, autocommit=True, connect_timeout=5, application_name="qendra pulse"
        )
        async with connection:
            row = await (await connection.execute(_HEARD, [list(LOOPS)])).fetchone()
        found: datetime | None = row[0] if row else None
        return found
