"""A mail as plain values for other programs: what `qendra mail parse` says of it. Pure."""

from datetime import timedelta, timezone
from typing import Any

from qendra.intake.email.mail import AutomaticKind, Mailbox, ParsedMail
from qendra.intake.email.sanitised import sanitised

Described = dict[str, Any]


def described(mail: ParsedMail) -> Described:
    """All that was read of the mail; docs/mail-reading.md says what each word means."""
    return {
        "message_id": mail.message_id,
        "subject": mail.subject,
        "from": _mailbox(mail.author),
        "to": [_mailbox(one) for one in mail.to_named],
        "cc": [_mailbox(one) for one in mail.cc_named],
        "date": _date(mail),
        "text": mail.text,
        "reply_text": mail.own_text,
        "reply_text_with_signature": mail.signed_text,
        "html_sanitized": sanitised(mail.html),
        "attachments": [
            {
                "filename": file.filename,
                "content_type": file.content_type,
                "size": len(file.content),
            }
            for file in mail.attachments
        ],
        "auto_submitted": mail.automatic is not None and not mail.is_discussion,
        "is_bounce": mail.is_bounce,
        "is_feedback_report": mail.is_feedback_report,
        "bounce": _bounce(mail),
    }


def _mailbox(mailbox: Mailbox) -> Described:
    name, address = mailbox
    return {"name": name, "address": address}


def _date(mail: ParsedMail) -> str | None:
    """ISO 8601, with the offset that the sender's clock showed."""
    if mail.date is None:
        return None
    zone = timezone(timedelta(minutes=mail.date_offset_minutes or 0))
    return mail.date.astimezone(zone).isoformat()


def _bounce(mail: ParsedMail) -> Described | None:
    if mail.automatic is not AutomaticKind.BOUNCE or mail.bounce is None:
        return None
    bounce = mail.bounce
    return {
        "hard": bounce.is_hard,
        "status": bounce.status,
        "recipients": list(bounce.recipients),
    }
