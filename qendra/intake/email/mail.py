"""What a parsed mail is: plain values, safe to store as PostgreSQL text."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AutomaticKind(StrEnum):
    """Why a mail counts as written by a machine (RFC 3834); never answered by another machine."""

    BOUNCE = "bounce"
    AUTO_REPLY = "auto_reply"
    AUTO_GENERATED = "auto_generated"
    BULK = "bulk"


@dataclass(frozen=True)
class MailFile:
    """One attached file, decoded; the name is a bare file name without any folder."""

    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class BounceReport:
    """What a delivery report says: whom it could not reach, and which of our mails it returns."""

    recipient: str
    status: str
    diagnostic: str
    original_message_id: str


@dataclass(frozen=True)
class ParsedMail:
    """One mail, read as far as it can be read.

    Every text is free of NUL, of other control characters and of lone surrogates. Addresses are
    lower case; message IDs stand without their angle brackets; `date` is aware UTC or None.
    `new_text` is what the sender wrote this time; `text` also holds what was quoted.
    `defects` names in plain English what was broken or cut; the raw mail always has the rest.
    """

    message_id: str
    from_name: str
    from_address: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    reply_to: str
    date: datetime | None
    date_offset_minutes: int | None
    subject: str
    text: str
    new_text: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    attachments: tuple[MailFile, ...]
    automatic: AutomaticKind | None
    bounce: BounceReport | None
    own_marker: str
    is_forward: bool
    defects: tuple[str, ...]

    @property
    def is_bounce(self) -> bool:
        """True for a delivery report about a mail that could not be delivered."""
        return self.automatic is AutomaticKind.BOUNCE

    @property
    def is_empty(self) -> bool:
        """True when a person would find nothing to read and no file."""
        return not (self.subject or self.text.strip() or self.attachments)
