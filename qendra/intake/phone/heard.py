"""What a telephone system says of a call: one event, as it is posted. Pure: no Django."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class What(StrEnum):
    """What happened to the call."""

    RINGING = "ringing"
    ANSWERED = "answered"
    ENDED = "ended"
    RECORDING = "recording"
    VOICEMAIL = "voicemail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """``call`` is the system's own name of the call, the same in all its events.

    ``agent`` is the mail address of whoever answered; ``url`` leads to what was recorded, and
    ``text`` is what a machine made of it.
    """

    what: What
    call: str
    at: datetime
    number: str = ""
    dialled: str = ""
    agent: str = ""
    url: str = ""
    text: str = ""
