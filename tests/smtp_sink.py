"""A real SMTP server on loopback that takes the project's mail in tests.

    with SMTPSink() as sink:
        ...                                # send to sink.host, sink.port
        sink.messages[0].content           # what arrived, byte for byte
        sink.wait_for(2)                   # until two mails are there

Switches: ``refuse`` an address, answer the next messages with ``answers``, hang up after the
data (``drop_after_data``), or run something between acceptance and answer (``on_message``).
With ``tls`` it offers STARTTLS.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Condition, Event, Thread
from typing import NamedTuple, Self

from aiosmtpd.smtp import SMTP, Envelope, Session

ACCEPTED = "250 Kept"


class Received(NamedTuple):
    """One mail as it arrived."""

    envelope_from: str  # empty for the null path <>
    recipients: tuple[str, ...]
    content: bytes

    @property
    def mail(self) -> EmailMessage:
        """The mail, parsed."""
        return message_from_bytes(self.content, policy=policy.default)


class SMTPSink:
    """Keeps every mail that it accepts in ``messages``; a port of its own, on loopback."""

    host = "127.0.0.1"

    def __init__(
        self, *, port: int = 0, has_smtputf8: bool = True, tls: ssl.SSLContext | None = None
    ) -> None:
        self.port = port
        self.messages: list[Received] = []
        self.connections = 0
        # Address → reply to RCPT, such as "550 No such user".
        self.refuse: dict[str, str] = {}
        # Replies to the next messages, in order, such as "451 Later"; those are not kept.
        self.answers: list[str] = []
        # Hang up after this many answers to messages.
        self.messages_per_connection: int | None = None
        # Keep the message, then hang up without an answer.
        self.drop_after_data = False
        # Called after keeping a message and before answering; in the server's thread.
        self.on_message: Callable[[Received], None] | None = None
        self._has_smtputf8 = has_smtputf8
        self._tls = tls
        self._arrived = Condition()
        self._is_ready = Event()
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._serve, name="smtp-sink", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._is_ready.wait(10):
            raise RuntimeError("the SMTP sink did not start")
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop listening and hang up; harmless when it is closed already."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()

    def to(self, address: str) -> list[Received]:
        """What arrived for one address, in order."""
        return [received for received in self.messages if address in received.recipients]

    def wait_for(self, count: int, *, seconds: float = 20) -> Sequence[Received]:
        """The messages, once there are at least ``count``; AssertionError when they stay out."""
        with self._arrived:
            is_there = self._arrived.wait_for(lambda: len(self.messages) >= count, seconds)
        assert is_there, f"{len(self.messages)} of {count} mails arrived in {seconds} s"
        return self.messages

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            self._loop.create_server(self._protocol, self.host, self.port)
        )
        self.port = server.sockets[0].getsockname()[1]
        self._is_ready.set()
        self._loop.run_forever()
        server.close()
        self._hang_up()
        self._loop.close()

    def _hang_up(self) -> None:
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        # One more turn, for the transports to close their sockets.
        self._loop.run_until_complete(asyncio.sleep(0))

    def _protocol(self) -> SMTP:
        self.connections += 1
        return SMTP(
            _Handler(self),
            enable_SMTPUTF8=self._has_smtputf8,
            tls_context=self._tls,
            data_size_limit=64 * 2**20,
            loop=self._loop,
        )

    def keep(self, received: Received) -> None:
        """Note one mail and wake whoever waits for it."""
        with self._arrived:
            self.messages.append(received)
            self._arrived.notify_all()


class _Handler:
    """What the server asks at RCPT and at the end of DATA."""

    def __init__(self, sink: SMTPSink) -> None:
        self._sink = sink
        self._count = 0

    async def handle_RCPT(  # noqa: N802 (named by aiosmtpd)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self._sink.refuse:
            return self._sink.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self._count += 1
        if self._count == self._sink.messages_per_connection and server.transport:
            # After the answer, which is written in this turn of the loop.
            asyncio.get_running_loop().call_later(0, server.transport.close)
        if self._sink.answers:
            answer = self._sink.answers.pop(0)
            if not answer.startswith("2"):
                return answer
        content = bytes(envelope.original_content or b"")
        sender = (envelope.mail_from or "").strip("<>")
        received = Received(sender, tuple(envelope.rcpt_tos), content)
        self._sink.keep(received)
        if self._sink.on_message:
            self._sink.on_message(received)
        if self._sink.drop_after_data and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return ACCEPTED
