"""A fact as it was read: what it says, and exactly where it stood."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class ReadFact:
    """One fact of S6 in a mail. `value` is canonical, `source_text` is what was written.

    `span` is the place of `source_text` in the text that was read (or in the subject, as `place`
    says). Values: started_at is ISO 8601 in UTC; impact, urgency and permanence are the words
    below; everything else stands as written. `is_labelled` says that the sender named the fact
    ("Service ID: …") and it was not recognised in running text.

    impact: service_affecting, degradation, non_service_affecting. urgency: high, medium, low.
    permanence: intermittent, permanent.
    """

    name: str
    value: str
    source_text: str
    span: tuple[int, int]
    is_labelled: bool
    place: Literal["text", "subject"] = "text"
