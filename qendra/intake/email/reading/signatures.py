"""What stands beneath the farewell, and telephone numbers: nothing of it is a fact."""

import re

from qendra.intake.email.reading.labels import labelled_lines
from qendra.intake.email.thanks_words import CLOSING

SIGNATURE_LINES = 20
NAME_LENGTH = 50
_FACTS = ("service_id", "circuit_id", "started_at", "impact", "permanence")
_FAREWELL = re.compile(
    rf"(?:{CLOSING}|thanks(?: (?:in advance|and regards|a lot|again))?|thank you|many thanks|"
    r"thx|tnx|cheers|danke|vielen dank|faleminderit|merci|grazie)[\s,.!–-]*",
    re.IGNORECASE,
)
_TELEPHONE = re.compile(
    r"(?<![\w.])(?:\+[1-9]|00[1-9])[\d ()./-]{6,18}\d|"
    r"\b(?:tel(?:efon[eoi]?|ephone)?|phone|mobile?|mob|cell|fax|handy|call(?: me| us)?(?: on| at)?|"
    r"ext(?:ension)?|dial|whats ?app|viber|gsm|cel)\b[ .:]{0,4}\(?\+?\d[\d ()./-]{2,20}\d",
    re.IGNORECASE,
)


def without_signature(text: str) -> str:
    """The text with both blanked out, so that places in it stay the same."""
    text = _TELEPHONE.sub(lambda number: " " * len(number[0]), text)
    start = _farewell_at(text)
    return text if start < 0 else text[:start] + re.sub(r"[^\n]", " ", text[start:])


def _farewell_at(text: str) -> int:
    """Where the last lines begin that are a farewell and a name; -1 where there are none.

    Facts are sometimes written beneath the name: whoever labels one there has not ended.
    """
    lines = text.split("\n")
    first = max(len(lines) - SIGNATURE_LINES, 0)
    for at in range(first, len(lines)):
        if not _FAREWELL.fullmatch(lines[at][:80].strip()) or not _is_name_beneath(lines, at):
            continue
        rest = "\n".join(lines[at + 1 :])
        is_above = any(map(str.strip, lines[:at]))
        if is_above and not any(line.name in _FACTS for line in labelled_lines(rest)):
            return sum(len(line) + 1 for line in lines[:at])
    return -1


def _is_name_beneath(lines: list[str], at: int) -> bool:
    beneath = next((line.strip() for line in lines[at + 1 :] if line.strip()), "")
    is_name = len(beneath) <= NAME_LENGTH and len(beneath.split()) <= 6
    return is_name and not any(map(str.isdigit, beneath))
