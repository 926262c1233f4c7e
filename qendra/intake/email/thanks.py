"""Does a reply only say thank you? Such a reply must not reopen a resolved ticket.

Every piece of the text must be a phrase from this file; one unknown word and a person reads it.
A wrong "no" reopens a ticket for nothing, a wrong "yes" buries a fault: so in doubt "no".
"""

import re

from qendra.intake.email.thanks_words import CLOSING, CORE, GREETING

LENGTH_LIMIT = 300

_PIECES = re.compile(r"[.,;!\n()–—…]|\s-\s|:-?\)|\band also\b|(?<=\w)\s&\s")
_FULL_CORE = re.compile("|".join(f"(?:{phrase})" for phrase in CORE))
_FULL_GREETING = re.compile(GREETING)
_FULL_CLOSING = re.compile(CLOSING)
_NAME = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-ž][\w'’-]{0,20}(?: [A-ZÀ-ÖØ-ÞĀ-ž][\w'’-]{0,20}\.?){0,3}")
_TROUBLE = re.compile(
    r"\b(?:down|still|not|no|never|again down|problem|issue|loss|slow|error|fail\w*|outage|help|"
    r"urgent\w*|fault|alarm|again|störung|defekt\w*|nicht|kein\w*|noch|immer|ende|nuk|pas|non|"
    r"broken|dead|but|escalate|reopen|off|offline|stopped)\b",
    re.IGNORECASE,
)
_PICTURES = re.compile(r"[^\w\s.,;:!?()'’\-–—…&]")


def is_thanks(new_text: str) -> bool:
    """True only when the whole text is thanks, a confirmation and politeness, in known words."""
    if not new_text or len(new_text) > LENGTH_LIMIT or "?" in new_text:
        return False
    text = _PICTURES.sub(" ", new_text).replace("’", "'")
    pieces = [" ".join(piece.split()) for piece in _PIECES.split(text)]
    return _are_only_thanks([piece for piece in pieces if piece])


def _are_only_thanks(pieces: list[str]) -> bool:
    has_core = False
    for at, piece in enumerate(pieces):
        low = piece.lower().replace("'s ", " is ").replace("'", ".")
        if _FULL_CORE.fullmatch(low):
            has_core = True
        elif not (_is_polite(low, at) or _is_name(piece, has_core=has_core, left=len(pieces) - at)):
            return False
    return has_core


def _is_polite(low: str, at: int) -> bool:
    is_greeting = at == 0 and _FULL_GREETING.fullmatch(low) and not _TROUBLE.search(low)
    return bool(is_greeting or _FULL_CLOSING.fullmatch(low))


def _is_name(piece: str, *, has_core: bool, left: int) -> bool:
    """A name under the thanks: one of the last two pieces, capitalised, no word of trouble."""
    return has_core and left <= 2 and bool(_NAME.fullmatch(piece)) and not _TROUBLE.search(piece)
