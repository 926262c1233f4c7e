"""Issuing: the next version of a service's document, where it would say something else."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from qendra.accounts.actor import SYSTEM
from qendra.accounts.models import Person
from qendra.catalogue.models import Membership, Service
from qendra.catalogue.models.services import ServiceState
from qendra.catalogue.rights import CustomerRight
from qendra.documents.actions.copies import copy_of
from qendra.documents.content import content_of, differences, digest_of
from qendra.documents.models import Due, Issue, Receipt
from qendra.documents.notices import ABOUT, PURPOSE, mail_of
from qendra.history.actions import record_change
from qendra.lib.work import piece_of_work
from qendra.outbox.actions import ToSay, keep_unmailed, queue_emails
from qendra.outbox.models import Message
from qendra.outbox.selectors import waiting_of

logger = logging.getLogger(__name__)

BATCH = 10
# No more documents than this wait in the outbox: a page that wakes somebody waits behind few.
MOST_WAITING = 100
STEP_BACK = timedelta(minutes=5)
# By this name the history of a service tells of its document.
FIELD = "escalation_document"


@transaction.atomic
def issue_due(*, now: datetime, is_mailed: bool = True) -> int:
    """Issue what is due, a few services at a time; how many were looked at.

    A service whose document says what it said is left alone. Their rows are locked until all of
    it commits: a killed worker leaves them due, and no other one takes them meanwhile. One that
    fails steps back, and holds up nobody.
    """
    if is_mailed and waiting_of(PURPOSE, MOST_WAITING) >= MOST_WAITING:
        return 0
    found = Due.objects.filter(due_at__lte=now).order_by("due_at", "service")
    due = list(found.select_for_update(skip_locked=True, of=("self",))[:BATCH])
    with piece_of_work():
        services = _services([each.service_id for each in due])
        done = [each for each in due if _looked_at(each, services[each.service_id], now, is_mailed)]
    Due.objects.filter(service__in=[each.service_id for each in done]).delete()
    return len(due)


def _services(ids: Sequence[int]) -> dict[int, Service]:
    rows = Service.objects.select_related("customer", "contract", "product", "site")
    return rows.in_bulk(ids)


def _looked_at(due: Due, service: Service, now: datetime, is_mailed: bool) -> bool:  # noqa: FBT001 (of the caller)
    try:
        with transaction.atomic():
            issue_for(service, now, is_mailed=is_mailed)
    except Exception:
        logger.exception("The escalation document of %s could not be issued.", service.code)
        due.attempts += 1
        due.due_at = now + STEP_BACK * due.attempts
        due.save(update_fields=["attempts", "due_at"])
        return False
    return True


def issue_for(service: Service, now: datetime, *, is_mailed: bool = True) -> Issue | None:
    """The next version of this service's document, sent to its contacts; None: it says the same.

    Called inside the transaction of the action. A service that is not active has none to come.
    """
    found = content_of(service)
    if found is None or service.state not in {ServiceState.ACTIVE, ServiceState.SUSPENDED}:
        return None
    matrix, content = found
    last = Issue.objects.filter(service=service).order_by("-version").first()
    is_same_owner = last is not None and last.customer_id == service.customer_id
    if last and is_same_owner and last.content == content:
        return None
    issue = Issue(
        service=service,
        customer=service.customer,
        matrix=matrix,
        version=last.version + 1 if last else 1,
        issued_at=now,
        content=content,
        differences=differences(last.content, content) if last and is_same_owner else [],
    )
    issue.digest = digest_of(issue.number, issue.version, now, content)
    issue.save()
    _record(issue, last, now)
    _send(issue, now, is_mailed=is_mailed)
    return issue


def _record(issue: Issue, last: Issue | None, now: datetime) -> None:
    record_change(
        actor=SYSTEM,
        now=now,
        subject_kind="services",
        subject_id=issue.service_id,
        before={FIELD: last.version} if last else {},
        after={FIELD: issue.version},
    )


def _call_instead(issue: Issue, people: Iterable[Person], now: datetime) -> None:
    """Whoever may escalate and has no mail address is called."""
    mails = [(each.id, mail_of(issue, copy_of(issue, each.language, now), each)) for each in people]
    keep_unmailed(now=now, said=[ToSay(person, queued.mail) for person, queued in mails])


def _send(issue: Issue, now: datetime, *, is_mailed: bool) -> None:
    """To the contacts who may escalate; where there are none, to those who manage people."""
    contacts = Membership.objects.filter(customer=issue.customer_id, person__is_active=True)
    known = list(contacts.select_related("person").order_by("id"))
    may, manage = (
        [each.person for each in known if each.has(right)]
        for right in (CustomerRight.ESCALATE, CustomerRight.MANAGE_PEOPLE)
    )
    people = [each for each in may if each.email] or [each for each in manage if each.email]
    if is_mailed:
        mails = [mail_of(issue, copy_of(issue, each.language, now), each) for each in people]
        queue_emails(now=now, mails=mails)
        _call_instead(issue, [each for each in may if not each.email], now)
    about = Message.objects.filter(about_kind=ABOUT, about_id=issue.id)
    sent = {address: key for key, address in about.values_list("id", "to_address")}
    Receipt.objects.bulk_create(
        Receipt(
            issue=issue,
            person=each,
            address=each.email or "",
            message_id=sent.get(each.email or ""),
        )
        for each in people
    )
