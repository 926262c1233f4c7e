"""What a parsed mail is: plain values, safe to store as PostgreSQL text."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

# A name, and an address as it was written.
Mailbox = tuple[str, str]


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
    """What a delivery report says: whom it could not reach, and which of our mails it returns.

    `is_hard` says that trying again is no use; None where the report does not tell.
    """

    recipients: tuple[str, ...]
    status: str
    diagnostic: str
    original_message_id: str
    is_hard: bool | None = None

    @property
    def recipient(self) -> str:
        """The first of those that were not reached; "" where none is named."""
        return self.recipients[0] if self.recipients else ""


@dataclass(frozen=True)
class ParsedMail:
    """One mail, read as far as it can be read.

    Every text is free of NUL, of other control characters and of lone surrogates. Addresses are
    lower case; message IDs stand without their angle brackets; `date` is aware UTC or None.
    `new_text` is what the sender wrote this time; `text` also holds what was quoted. A mail that
    is passed on is new as a whole; `own_text` has only the words above it. `signed_text` is that
    with the signature. `html` is as it was sent: never show it unsanitised.
    `is_discussion` says that people write to one another there, over a mailing list.
    `defects` names in plain English what was broken or cut; the raw mail always has the rest.
    """

    message_id: str
    author: Mailbox
    to: tuple[str, ...]
    cc: tuple[str, ...]
    to_named: tuple[Mailbox, ...]
    cc_named: tuple[Mailbox, ...]
    reply_to: str
    date: datetime | None
    date_offset_minutes: int | None
    subject: str
    text: str
    new_text: str
    own_text: str
    signed_text: str
    html: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    attachments: tuple[MailFile, ...]
    automatic: AutomaticKind | None
    bounce: BounceReport | None
    is_feedback_report: bool
    is_discussion: bool
    own_marker: str
    is_forward: bool
    defects: tuple[str, ...]

    @property
    def from_name(self) -> str:
        """The author's name, "" for none."""
        name, address = self.author
        return name or ("" if "@" in address else address)

    @property
    def from_address(self) -> str:
        """The author's address in lower case, "" for none that leads anywhere."""
        return self.author[1].lower() if "@" in self.author[1] else ""

    @property
    def is_bounce(self) -> bool:
        """True for a delivery report about a mail that could not be delivered."""
        return self.automatic is AutomaticKind.BOUNCE

    @property
    def is_empty(self) -> bool:
        """True when a person would find nothing to read and no file."""
        return not (self.subject or self.text.strip() or self.attachments)
