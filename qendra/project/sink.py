"""A mail server for trying things out: takes every mail and writes it into a folder."""

from __future__ import annotations

import asyncio
import re
import signal
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session


class PatientSMTP(SMTP):
    """Takes the long lines that real mails have."""

    line_length_limit = 1_000_000


class Folder:
    """Writes each mail as one .eml file, named after its time and its first recipient."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = count(1)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        recipient = re.sub(r"[^a-z0-9@._-]", "_", envelope.rcpt_tos[0].lower())[:80]
        name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{next(self._numbers):04d}-{recipient}.eml"
        half = self.folder / f".{name}"
        half.write_bytes(envelope.original_content or b"")
        half.rename(self.folder / name)
        print(f"{', '.join(envelope.rcpt_tos)}: {name}", flush=True)
        return "250 Written"


def serve(address: str, port: int, folder: Path) -> None:
    """Take mails until SIGTERM or SIGINT."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    asyncio.run(_serve(address, port, Folder(folder)))


async def _serve(address: str, port: int, handler: Folder) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    server = await loop.create_server(
        lambda: PatientSMTP(handler, enable_SMTPUTF8=True, hostname="sink.invalid"), address, port
    )
    async with server:
        await stopped.wait()
