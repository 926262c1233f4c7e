"""Words in the first line of an answer that ask for something. Pure: no Django.

Only what was written this time is read, never what was quoted; whoever says more than a plain
word asks for nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qendra.escalation.answers import Word


@dataclass(frozen=True, slots=True)
class Command:
    """A word, and what was written after it."""

    word: Word
    words: str = ""


_ALONE = re.compile(r"(ack|acknowledged?|take)[.! ]*", re.IGNORECASE)
_FURTHER = re.compile(r"escalate\s*(?:[.:!,–-]\s*(.*))?", re.IGNORECASE)

# "Please escalate" in the languages of the panel, with what politeness puts around it.
_ASKS = re.compile(
    r"(?:please,? |kindly )?escalate(?: (?:this|it|(?:the|this) (?:ticket|case|fault)))?"
    r"(?: (?:please|now|to the next level))*|"
    r"i (?:want|would like) to escalate(?: this(?: (?:ticket|case))?)?|"
    r"bitte (?:um )?eskal(?:ieren|ation)(?: sie(?: (?:das|dies|es))?)?|"
    r"(?:veuillez|merci d['’]) ?escalader(?: (?:ce (?:ticket|dossier)))?|"
    r"(?:per favore|prego),? (?:escalation|fate escalation)|"
    r"ju lutem(?:i)?,? eskaloni?(?: (?:këtë|rastin|tiketën))?|"
    r"(?:يرجى|الرجاء) (?:التصعيد|تصعيد (?:التذكرة|الحالة))",
    re.IGNORECASE,
)
_END = " .!:,–-"
# "Re: [IS-1234-5678-9] Please escalate": what mail programs and we put before it.
_BEFORE_SUBJECT = re.compile(r"(?:\s*(?:re|aw|fwd?|wg|sv|r)\s*:|\s*\[[^\]]*\])*\s*", re.IGNORECASE)


def command_in(new_text: str) -> Command | None:
    """The command in the first line of what was written; None when it is none."""
    first, rest = _first_line(new_text)
    if alone := _ALONE.fullmatch(first):
        return Command(Word.TAKE if alone[1].lower() == "take" else Word.ACKNOWLEDGE)
    if further := _FURTHER.fullmatch(first):
        return Command(Word.ESCALATE, "\n".join(each for each in (further[1], rest) if each))
    return None


def asks_to_escalate(subject: str, new_text: str) -> bool:
    """Whether the subject or the first line plainly asks for the next level, and nothing else."""
    bare = _BEFORE_SUBJECT.sub("", subject, count=1)
    first, _rest = _first_line(new_text)
    return any(_ASKS.fullmatch(line.strip(_END)) for line in (bare, first) if line.strip(_END))


def _first_line(text: str) -> tuple[str, str]:
    first, _break, rest = text.strip().partition("\n")
    return " ".join(first.split()), rest.strip()
