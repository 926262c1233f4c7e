"""The mail listener: SMTP and LMTP on two ports; 250 only when the mail is durable.

It stands behind the provider's own mail server, on the same machine or network, and relays
nothing: every recipient is taken, and what the mail is about is decided later.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from threading import Barrier
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import Error as DatabaseError
from django.db import close_old_connections, connections

from qendra.intake.email.actions.storing import store_mail
from qendra.intake.email.limits import SIZE_LIMIT, MailTooLarge
from qendra.intake.email.models import Way

logger = logging.getLogger(__name__)

# Each may hold a mail of 50 MiB in memory.
SESSIONS = 20
RECIPIENTS = 100
# Seconds of silence after which a session ends.
SILENCE = 60
STORING_THREADS = 4
# Real mail has longer lines than the 1,000 bytes of RFC 5321, which aiosmtpd insists on.
LINE_LIMIT = 8 * 2**20

STORED = "250 2.0.0 Kept"
TOO_LARGE = "552 5.3.4 The mail is too large"
TRY_AGAIN = "451 4.3.0 The mail could not be stored; please try again"
TOO_MANY_RECIPIENTS = "452 4.5.3 Too many recipients"
BUSY = b"421 4.3.2 Too many connections; please try again\r\n"


def listen(*, bind: str, lmtp_port: int, smtp_port: int) -> None:
    """Take mail until SIGTERM or SIGINT; what is being stored then is finished and answered."""
    asyncio.run(_until_stopped(bind, lmtp_port, smtp_port))


async def _until_stopped(bind: str, lmtp_port: int, smtp_port: int) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with Listener(bind, lmtp_port, smtp_port) as listener:
        ports = listener.ports
        logger.info("Taking mail on %s: LMTP %d, SMTP %d.", bind, ports["lmtp"], ports["smtp"])
        await stop.wait()


class Listener:
    """Both servers, the threads that store, and the number of open sessions."""

    def __init__(self, bind: str, lmtp_port: int, smtp_port: int) -> None:
        self._bind = bind
        self._wanted = {"lmtp": lmtp_port, "smtp": smtp_port}
        self._servers: dict[str, asyncio.Server] = {}
        self._threads = ThreadPoolExecutor(STORING_THREADS, thread_name_prefix="store")
        self._storing: set[asyncio.Future[str]] = set()
        self.sessions = 0

    @property
    def ports(self) -> dict[str, int]:
        """The ports as bound, by way; asked for as 0 they are free ones."""
        return {way: server.sockets[0].getsockname()[1] for way, server in self._servers.items()}

    async def __aenter__(self) -> Listener:
        loop = asyncio.get_running_loop()
        kinds: dict[str, type[_SMTP | _LMTP]] = {"smtp": _SMTP, "lmtp": _LMTP}
        for way, kind in kinds.items():
            factory = partial(kind, _Door(self, Way(way)), self)
            self._servers[way] = await loop.create_server(factory, self._bind, self._wanted[way])
        return self

    async def __aexit__(self, *_: object) -> None:
        for server in self._servers.values():
            server.close()
        await asyncio.gather(*self._storing, return_exceptions=True)
        # A moment, so that the answers leave.
        await asyncio.sleep(0.05)
        together = Barrier(STORING_THREADS)
        closing = [self._threads.submit(_close, together) for _ in range(STORING_THREADS)]
        await asyncio.gather(*map(asyncio.wrap_future, closing))
        self._threads.shutdown()

    async def store(self, envelope: Envelope, way: Way) -> str:
        """The answer to DATA: kept, too large, or not now."""
        loop = asyncio.get_running_loop()
        storing = loop.run_in_executor(self._threads, _stored, envelope, way)
        self._storing.add(storing)
        storing.add_done_callback(self._storing.discard)
        # A client that hangs up does not undo what it handed over.
        return await asyncio.shield(storing)


def _stored(envelope: Envelope, way: Way) -> str:
    """Off the event loop: one connection a thread, checked before each mail."""
    close_old_connections()
    try:
        store_mail(
            raw=envelope.original_content or b"",
            envelope_from=envelope.mail_from or "",
            envelope_to=envelope.rcpt_tos,
            way=way,
            now=datetime.now(UTC),
        )
    except MailTooLarge:
        return TOO_LARGE
    except DatabaseError as error:
        connections.close_all()
        logger.error("A mail was refused for now: %s", str(error).partition("\n")[0])
        return TRY_AGAIN
    except Exception:
        connections.close_all()
        logger.exception("A mail was refused for now.")
        return TRY_AGAIN
    return STORED


def _close(together: Barrier) -> None:
    """Close this thread's connection; the barrier sees to it that each thread does it once."""
    together.wait(timeout=30)
    connections.close_all()


class _Door:
    """What aiosmtpd asks for each command."""

    def __init__(self, listener: Listener, way: Way) -> None:
        self._listener = listener
        self._way = way

    async def handle_RCPT(  # noqa: N802 (aiosmtpd finds it by this name)
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        if len(envelope.rcpt_tos) >= RECIPIENTS:
            return TOO_MANY_RECIPIENTS
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Recipient taken"

    async def handle_DATA(  # noqa: N802 (aiosmtpd finds it by this name)
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
    ) -> str:
        return await self._listener.store(envelope, self._way)


class _Counted(SMTP):
    """A session that counts; above the limit it is told to come back."""

    line_length_limit = LINE_LIMIT

    def __init__(self, door: _Door, listener: Listener) -> None:
        super().__init__(
            door,
            data_size_limit=SIZE_LIMIT,
            enable_SMTPUTF8=True,
            hostname="qendra",
            ident="Qendra",
            timeout=SILENCE,
        )
        self._listener = listener
        self._is_counted = False

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401 (as asyncio declares it)
        if self._listener.sessions >= SESSIONS:
            transport.write(BUSY)
            transport.close()
            return
        self._listener.sessions += 1
        self._is_counted = True
        super().connection_made(transport)

    def eof_received(self) -> bool | None:
        return super().eof_received() if self._is_counted else None

    def connection_lost(self, error: Exception | None) -> None:
        if self._is_counted:
            self._listener.sessions -= 1
            self._is_counted = False
            super().connection_lost(error)


class _SMTP(_Counted):
    """RFC 5321."""


class _LMTP(_Counted, LMTP):
    """RFC 2033: after DATA one answer for each recipient, which aiosmtpd forgets."""

    _answers = 1

    async def push(self, status: Any) -> None:  # noqa: ANN401 (text or bytes)
        text = status if isinstance(status, str) else status.decode()
        copies, self._answers = self._answers, 1
        if text.startswith("354") and self.envelope is not None:
            self._answers = max(len(self.envelope.rcpt_tos), 1)
        for _ in range(copies):
            await super().push(status)
