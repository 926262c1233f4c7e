"""What people are told of clocks that run out: a mail at once, or one of all in five minutes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qendra.accounts.models import Person
from qendra.catalogue.notices import tell_person
from qendra.catalogue.selectors import provider as the_provider
from qendra.lib.links import address_tag
from qendra.sla.explanation import Promise
from qendra.tickets.addresses import shown_id
from qendra.tickets.models import Ticket
from qendra.tickets.notices import Letter
from qendra.warnings.models import Reached, Telling
from qendra.warnings.rules import Threshold

ABOUT = "warnings"
# More than anybody reads in one mail; the rest stand in the list of what is due.
MOST_TOLD = 30
_DUE = {
    Promise.RESPONSE: "response_due_at",
    Promise.UPDATE: "update_due_at",
    Promise.REPAIR: "repair_due_at",
}


def told_at_once(warning: Reached, person: Person) -> Letter:
    """What tells of a Critical ticket, in its thread."""
    return Letter(
        ticket=warning.ticket,
        to=person,
        key=f"warning:{warning.key}:{person.id}",
        purpose="warning",
        template="warnings/mail/one.txt",
        told={"warning": _told_of(warning)},
        headline=_headline(warning, person.language),
    )


def send_digest(person: Person, tellings: Sequence[Telling], now: datetime) -> None:
    """One mail of all that still is so; none when nothing is, or nobody reads it."""
    open_ones = [each.warning for each in tellings if _is_still_so(each.warning)]
    if not open_ones or not person.is_active or not person.email:
        return
    provider = the_provider()
    key = f"warnings:{person.id}:{max(each.id for each in tellings)}"
    domain = provider.support_address.rpartition("@")[2]
    tell_person(
        person,
        provider=provider,
        key=key,
        purpose="warnings",
        subject=_subject(open_ones, person.language),
        template="warnings/mail/digest.txt",
        told={
            "warnings": [
                _told_of(each)
                | {
                    "shown_id": shown_id(each.ticket, provider),
                    "subject": each.ticket.subject,
                    "customer": each.ticket.customer.name,
                    "priority": each.ticket.priority,
                }
                for each in open_ones[:MOST_TOLD]
            ],
            "more": max(0, len(open_ones) - MOST_TOLD),
        },
        about=(ABOUT, person.id),
        message_id=f"{key.replace(':', '.')}.{address_tag(ABOUT, key)}@{domain}",
        now=now,
    )


def _is_still_so(warning: Reached) -> bool:
    """Whether the clock still runs towards that moment, or is past it."""
    return bool(getattr(warning.ticket, _DUE[Promise(warning.promise)]) == warning.due_at)


def _told_of(warning: Reached) -> dict[str, Any]:
    return {
        "promise": str(warning.promise),
        "is_request": warning.ticket.kind == "request",
        "threshold": str(warning.threshold),
        "due_at": warning.due_at,
        "url": _url(warning.ticket),
    }


def _url(ticket: Ticket) -> str:
    """Its page on the desk."""
    return str(settings.BASE_URL) + reverse("desk:ticket", args=[ticket.number])


def _headline(warning: Reached, language: str) -> str:
    with translation.override(language):
        names = {"priority": warning.ticket.priority_name}
        if warning.threshold == Threshold.BREACHED:
            return _("%(priority)s, late") % names
        return _("%(priority)s, time runs out") % names


def _subject(warnings: Sequence[Reached], language: str) -> str:
    count = len({each.ticket_id for each in warnings})
    with translation.override(language):
        told = ngettext(
            "Time runs out: %(count)d ticket", "Time runs out: %(count)d tickets", count
        )
        return told % {"count": count}
