"""The mail that carries an escalation document: rows of the outbox."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from qendra.accounts.models import Person
from qendra.catalogue.notices import mail_to
from qendra.catalogue.selectors import provider
from qendra.documents.matrix import filename_of
from qendra.documents.models import Copy, Issue
from qendra.lib.links import address_tag, link_token, read_link_token
from qendra.outbox.actions import OutgoingFile, Queued

PURPOSE, ABOUT = "escalation_document", "document"
LINK_FOR = timedelta(days=180)
_RECEIPT = "document-receipt"


def mail_of(issue: Issue, copy: Copy, person: Person) -> Queued:
    """The document to one person, in their language, with a link to say that it arrived."""
    house = provider()
    key = f"document:{issue.id}:{person.id}"
    domain = house.support_address.rpartition("@")[2]
    content = issue.content["service"]
    with translation.override(person.language):
        named = {"service": content["code"], "version": issue.version}
        subject = _("Escalation matrix of %(service)s, version %(version)s") % named
    mail = mail_to(
        person,
        provider=house,
        key=key,
        purpose=PURPOSE,
        subject=subject,
        template="documents/mail/issued.txt",
        told={
            "service": content,
            "version": issue.version,
            "parts": issue.differences,
            "url": receipt_url(issue, person),
        },
        about=(ABOUT, issue.id),
        message_id=f"{key.replace(':', '.')}.{address_tag(ABOUT, key)}@{domain}",
    )
    return Queued(mail, [OutgoingFile(copy.file, filename_of(issue), "application/pdf")])


def receipt_url(issue: Issue, person: Person) -> str:
    """Where this person says that it arrived, without signing in."""
    about = f"{issue.id}:{person.id}"
    token = link_token(_RECEIPT, about, until=issue.issued_at + LINK_FOR)
    return str(settings.BASE_URL) + reverse("panel:received", args=[token])


def receipt_of_token(token: str, now: datetime) -> tuple[int, int] | None:
    """The issue and the person that a link is about; None when it is worth nothing."""
    about = read_link_token(_RECEIPT, token, now=now)
    if about is None:
        return None
    issue, _colon, person = about.partition(":")
    return int(issue), int(person)
