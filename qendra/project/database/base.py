"""Django's backend for PostgreSQL; a kept connection is looked at before it is asked."""

from __future__ import annotations

import select

from django.db.backends.postgresql import base
from psycopg.pq import ConnStatus


class DatabaseWrapper(base.DatabaseWrapper):
    """Before each request Django asks whether a kept connection still answers (``SELECT 1``).

    A server that went, or ended the session, has said so: its last words wait to be read. Where
    nothing waits, nothing needs to be asked.
    """

    def is_usable(self) -> bool:
        if self.connection is None:
            return False
        ours = self.connection.pgconn
        if ours.status != ConnStatus.OK:
            return False
        return not _has_news(ours.socket) or super().is_usable()


def _has_news(socket: int) -> bool:
    """Whether there is something to read, the end of the connection included; at once."""
    looking = select.poll()
    looking.register(socket, select.POLLIN)
    return bool(looking.poll(0))
