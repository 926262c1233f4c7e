"""What stands in the request of a gateway, by its kind. Pure: no Django."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qendra.paging.kinds import Kind, as_number
from qendra.paging.messages import Values, found_at

Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Posted:
    """``id``: of the SMS, or of the call. ``text``: its words, or the keys."""

    id: str
    sender: str
    text: str


# Of each kind: where the sender, the words and the ID stand.
_SMS = {
    Kind.TWILIO_SMS: ("From", "Body", "MessageSid"),
    Kind.VONAGE_SMS: ("from", "text", "message_uuid"),
}
_CALLS = {
    Kind.TWILIO_VOICE: ("To", "Digits", "CallSid"),
    Kind.VONAGE_VOICE: ("to", "dtmf.digits", "uuid"),
}


def posted(kind: Kind, values: Values, fields: Fields, body: bytes) -> Posted | None:
    """What was posted, as a form or as JSON; None for what names no message."""
    own = (
        values.get("in_sender") or "from",
        values.get("in_text") or "",
        values.get("in_id") or "",
    )
    sender, text, number = (_SMS | _CALLS).get(kind, own)
    document = body.decode(errors="replace")

    def at(path: str) -> str:
        if fields:
            return fields[path][0] if fields.get(path) else ""
        return found_at(document, path)

    found = Posted(id=at(number)[:100], sender=as_number(at(sender))[:40], text=at(text)[:1000])
    return found if found.id else None
