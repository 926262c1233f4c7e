"""The one thing that the mail channel says by itself: that a message arrived.

Fixed words, the same whatever stood in the mail: nobody learns from them whether a ticket,
a service or a person exists.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext

from qendra.accounts.models import Person
from qendra.catalogue.models import Provider
from qendra.intake.email.mail import ParsedMail
from qendra.intake.email.models import RawMail
from qendra.outbox.actions import queue_email
from qendra.tickets.notices import told_of_provider

ABOUT = "mail"
# Machines that nobody reads; an answer to them could start a loop.
_NOBODY = re.compile(
    r"^(no-?_?reply|do-?not-?reply|mailer-daemon|postmaster|mail-?daemon|bounces?|root|daemon)"
    r"([+@.-]|$)"
)


def acknowledge_arrival(
    row: RawMail, mail: ParsedMail, person: Person | None, provider: Provider, now: datetime
) -> None:
    """Queue the neutral acknowledgement, at most once an address and day (UTC).

    Never for what a machine wrote (RFC 3834), nor to an address that only machines use.
    """
    address = mail.from_address
    if mail.automatic or not address or _NOBODY.match(address):
        return
    language = person.language if person else provider.language
    digest = hashlib.sha256(address.encode()).hexdigest()[:32]
    domain = provider.support_address.partition("@")[2]
    with translation.override(language):
        subject = gettext("We have your message")
    queue_email(
        key=f"triage-ack:{digest}:{now:%Y-%m-%d}",
        purpose="arrival",
        to_name="",
        to_address=address,
        from_name=provider.name,
        from_address=provider.support_address,
        subject=subject,
        template="intake_email/mail/arrival.txt",
        told={
            "provider": told_of_provider(provider),
            "legal_lines": provider.legal_lines,
        },
        language=language,
        about_kind=ABOUT,
        about_id=row.id,
        message_id=f"<arrival.{digest}.{now:%Y%m%d}@{domain}>",
        in_reply_to=f"<{mail.message_id}>" if mail.message_id else "",
        is_automatic=True,
        now=now,
    )
