"""A raw mail as text that is safe to look at."""

from __future__ import annotations

from dataclasses import dataclass

from qendra.intake.email.mail import ParsedMail
from qendra.intake.email.models import RawMail
from qendra.intake.email.selectors import parsed

# So much of a raw mail stands on the page; the rest is files in letters.
MOST_RAW = 100_000


@dataclass(frozen=True, slots=True)
class MailShown:
    """``read`` is the mail as we read it, ``raw`` its beginning as it came, as text."""

    read: ParsedMail
    raw: str
    is_cut: bool

    @property
    def file_names(self) -> list[str]:
        return [file.filename for file in self.read.attachments]


def mail_shown(row: RawMail) -> MailShown:
    """Read the mail again; whatever is in it becomes text, never markup."""
    raw = bytes(row.raw)
    text = raw[:MOST_RAW].decode("utf-8", errors="replace")
    harmless = "".join(c if c.isprintable() or c in "\n\t" else "�" for c in text.replace("\r", ""))
    return MailShown(read=parsed(row), raw=harmless, is_cut=len(raw) > MOST_RAW)
