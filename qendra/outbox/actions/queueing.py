"""Queueing: the only way for a message to come into being."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, NotRequired, TypedDict, Unpack

from django.db import connection

from qendra.files.models import StoredFile
from qendra.lib.rows import insert_new_rows
from qendra.outbox.cleaning import bare_ids, one_address, one_line, plain_text
from qendra.outbox.models import Message, MessageFile
from qendra.outbox.retries import PATIENCE

MAX_NAME = 200
MAX_SUBJECT = 500


@dataclass(frozen=True)
class OutgoingFile:
    """A stored content under the name that the reader sees."""

    file: StoredFile
    filename: str
    content_type: str


class Mail(TypedDict):
    """What ``queue_email`` is told besides the time and the files."""

    key: str  # what the message is: one key, one message, ever
    purpose: str
    to_name: str
    to_address: str
    from_name: str
    from_address: str
    subject: str
    written: NotRequired[str]  # by a person
    template: NotRequired[str]  # of fixed sentences, below what a person wrote
    told: NotRequired[Mapping[str, Any]]  # what the template is told: plain values
    language: str  # the reader's
    about_kind: str
    about_id: int
    message_id: str  # ours and unique, with or without angle brackets
    is_automatic: bool  # nobody wrote it: it bounces to nobody and asks for no answer
    reply_to: NotRequired[str]
    in_reply_to: NotRequired[str]
    references: NotRequired[Sequence[str]]


@dataclass(frozen=True)
class Queued:
    """A mail to be queued, with its files."""

    mail: Mail
    files: Sequence[OutgoingFile] = ()


def queue_email(
    *, now: datetime, files: Sequence[OutgoingFile] = (), **mail: Unpack[Mail]
) -> Message:
    """Queue a mail inside the caller's transaction: it leaves if and only if that commits.

    A second call with the same key changes nothing and returns the row of the first.
    Names, subject, words and references may come from strangers: they are cleaned, never
    refused; an address that is none becomes a dead letter, with the reason.
    """
    queue_emails(now=now, mails=[Queued(mail, files)])
    return Message.objects.get(key=mail["key"])


def queue_emails(*, now: datetime, mails: Sequence[Queued]) -> None:
    """Queue several mails as ``queue_email`` does each; one statement for all of them."""
    if not connection.in_atomic_block:
        raise RuntimeError("queue_email belongs into the transaction of what it tells about")
    if not mails:
        return
    rows = [
        Message(
            **_cleaned(each.mail),
            next_attempt_at=now,
            give_up_after=now + PATIENCE,
            created_at=now,
        )
        for each in mails
    ]
    fresh = {row.key: row.id for row in insert_new_rows(rows, "key")}
    MessageFile.objects.bulk_create(
        _file_row(fresh[each.mail["key"]], file)
        for each in mails
        if each.mail["key"] in fresh
        for file in each.files
    )


def _cleaned(mail: Mail) -> dict[str, Any]:
    values: dict[str, Any] = dict(mail)
    return values | {
        field: clean(values[field]) for field, clean in _CLEANERS.items() if field in values
    }


def _plain_values(told: Any) -> Any:  # noqa: ANN401 (whatever JSON may hold)
    """The same with every text made fit for a row."""
    match told:
        case str():
            return plain_text(told)
        case Mapping():
            return {name: _plain_values(value) for name, value in told.items()}
        case list() | tuple():
            return [_plain_values(value) for value in told]
        case _:
            return told


def _own_id(raw: str) -> str:
    ids = bare_ids([raw])
    if len(ids) != 1 or "@" not in ids[0]:
        raise ValueError(f"{raw!r} is not a Message-ID of ours")
    return ids[0]


def _first_id(raw: str) -> str:
    return next(iter(bare_ids([raw])), "")


_name = partial(one_line, limit=MAX_NAME)

_CLEANERS: dict[str, Callable[[Any], Any]] = {
    "to_name": _name,
    "from_name": _name,
    "to_address": one_address,
    "from_address": one_address,
    "reply_to": one_address,
    "subject": partial(one_line, limit=MAX_SUBJECT),
    "written": plain_text,
    "told": _plain_values,
    "message_id": _own_id,
    "in_reply_to": _first_id,
    "references": bare_ids,
}


def _file_row(message_id: int, file: OutgoingFile) -> MessageFile:
    return MessageFile(
        message_id=message_id,
        file=file.file,
        filename=_name(file.filename),
        content_type=_name(file.content_type),
    )
