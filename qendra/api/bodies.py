"""What programs send to act on a ticket."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, Strict

from qendra.api.fields import (
    Comment,
    Description,
    Line,
    Reason,
    Version,
    Words,
    WrittenReason,
)
from qendra.api.reports import FactsIn
from qendra.api.uploads import Uploads


class WordsIn(Schema):
    """Something written, and files with it."""

    model_config = ConfigDict(extra="forbid")

    text: Words
    uploads: Uploads = []


class ReplyIn(WordsIn):
    """An answer. Staff may let it wait for the customer at once, and name the version they saw."""

    then: Literal["in_progress", "waiting_customer"] | None = None
    version: Version | None = None


class StaffFactsIn(FactsIn):
    """Facts as an agent states or corrects them; what was said before stays readable."""

    service: Line | None = None
    description: Description | None = None
    version: Version | None = None


class EscalationIn(Schema):
    """Why the next level is asked for, and whether to call back."""

    model_config = ConfigDict(extra="forbid")

    why: Literal["no_progress", "response_missed", "repair_missed", "unhappy", "other"] = "other"
    reason: WrittenReason
    call_back: Annotated[bool, Strict()] = False


class DeferralIn(Schema):
    """What this party says to putting a fault off: ``number`` is the proposal's, but for a new one.

    The words go to the other party; may be left empty.
    """

    model_config = ConfigDict(extra="forbid")

    does: Literal["propose", "agree", "decline", "withdraw"]
    number: Annotated[int, Strict(), Field(ge=0, le=32767)] = 0
    text: Reason = ""


class CommentIn(Schema):
    """What the customer sees instead; may be left empty."""

    model_config = ConfigDict(extra="forbid")

    text: Comment = ""


class ReasonIn(Schema):
    """A word of explanation; may be left empty."""

    model_config = ConfigDict(extra="forbid")

    text: Reason = ""
