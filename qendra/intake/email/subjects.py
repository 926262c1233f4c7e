"""The subject of a new ticket, from the subject of a mail. Pure."""

import re

LENGTH = 200

_REPLY_MARKS = re.compile(
    r"^\s*(?:(?:re|aw|sv|antw|fwd?|wg|tr|rv|vs|odp|ynt|përgj)\s*(?:\[\d{1,3}\])?\s*[:：]\s*)+",
    re.IGNORECASE,
)


def is_reply_subject(subject: str) -> bool:
    """True for "Re:", "AW:", "Fwd:" …: the subject is older than the words beneath it."""
    return bool(_REPLY_MARKS.match(subject[:40]))


def subject_of(subject: str, text: str, prefix: str) -> str:
    """Without "Re:" and without ticket IDs in brackets; of a mail without subject its first line.

    "" when there is nothing to take.
    """
    tag = re.compile(rf"\[\s*{re.escape(prefix)}[-\d\s]{{5,20}}\]\s*", re.IGNORECASE)
    plain = _REPLY_MARKS.sub("", tag.sub("", _REPLY_MARKS.sub("", subject[:1000]))).strip()
    first_line = next((line.strip() for line in text[:2000].split("\n") if line.strip()), "")
    return (plain or first_line)[:LENGTH]
