"""The pipe: one raw mail on standard input, and an exit code that every mail server knows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import BinaryIO

from qendra.intake.email.actions.storing import store_mail
from qendra.intake.email.limits import SIZE_LIMIT, MailTooLarge
from qendra.intake.email.models import Way

STORED = 0
# sysexits.h: EX_DATAERR, the mail server returns the mail to its sender.
TOO_LARGE = 65
# EX_TEMPFAIL, the mail server keeps the mail and tries again.
NOT_STORED = 75

_CHUNK = 1024 * 1024


def receive_mail(
    source: BinaryIO, *, envelope_from: str | None, envelope_to: Iterable[str], now: datetime
) -> int:
    """Read one mail to its end and keep it; STORED only once it is durable, else TOO_LARGE.

    Any other trouble is an exception, which the command line turns into NOT_STORED.
    """
    raw = source.read(SIZE_LIMIT + 1)
    try:
        store_mail(
            raw=raw, envelope_from=envelope_from, envelope_to=envelope_to, way=Way.PIPE, now=now
        )
    except MailTooLarge:
        # To the end, or the mail server takes a broken pipe for a passing fault.
        while source.read(_CHUNK):
            pass
        return TOO_LARGE
    return STORED
