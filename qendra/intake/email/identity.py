"""When are two deliveries the same mail? Pure.

Same Message-ID, and same From, Date, Subject and body: what servers add on the way (Received,
Return-Path, DKIM, spam scores) does not count, nor do line ends.
"""

import hashlib

from qendra.intake.email.charset import clean_line
from qendra.intake.email.headers import message_ids, split_headers

_COUNTING = ("from", "date", "subject")


def identity_of(raw: bytes) -> tuple[str, str]:
    """(Message-ID without brackets or "", SHA-256 of author, date, subject and body in hex)."""
    headers, start = split_headers(raw, 0, len(raw))
    digest = hashlib.sha256()
    for name in _COUNTING:
        values = [" ".join(value.split()) for value in headers.all_raw(name)]
        digest.update(f"{name}:{'|'.join(values)}\n".encode("utf-8", errors="replace"))
    body = raw[start:].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    digest.update(body.rstrip(b"\n"))
    return message_id_of(headers.all_raw("message-id")), digest.hexdigest()


def message_id_of(values: list[str]) -> str:
    """The Message-ID without brackets, "" for none; some programs forget the brackets."""
    found = message_ids(values)
    if found:
        return found[0]
    return clean_line(values[0]).strip("<> ")[:500] if values else ""
