"""What people decide about mails that wait in triage: the desk's four buttons."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor, Channel
from qendra.accounts.models import Person
from qendra.catalogue.access import memberships_of
from qendra.catalogue.models import Customer, Service
from qendra.intake.email.actions.fate import Case, Fate, ignored
from qendra.intake.email.actions.filing import file_message, file_reports, filing_of
from qendra.intake.email.actions.settling import settle_row
from qendra.intake.email.matching import Match
from qendra.intake.email.models import RawMail, State
from qendra.intake.email.reasons import Reason
from qendra.lib.errors import Refused
from qendra.tickets.models import Ticket

# How a mail can have waited for a person.
_WAITED = {(state, reason) for state in (State.TRIAGE, State.FAILED) for reason in Reason}


@transaction.atomic
def triage_open_ticket(
    *,
    actor: Actor,
    now: datetime,
    mail_id: int,
    customer: Customer,
    service: Service | None = None,
) -> Ticket:
    """Open a ticket of this customer from the mail; its age counts from when the mail came.

    The author is the reporter, and is acknowledged, if that address is a contact of the
    customer. Refused for a service of another customer and for a mail that is settled.
    """
    if service is not None and service.customer_id != customer.id:
        raise Refused(_("This service belongs to another customer."))
    case = _waiting(mail_id, now)
    author = _author_at(case, customer.id)
    writer = Actor(author, Channel.EMAIL) if author else actor
    shown = "" if author else _shown_author(case)
    match = case.service_among([customer.id])
    if service is not None and match.service != service:
        match = Match(service, is_inferred=True)
    filing = filing_of(case, customer, match, author, writer, author=shown)
    (fate,) = file_reports([filing], now)
    return _on_ticket(case, fate, actor)


@transaction.atomic
def triage_join(*, actor: Actor, now: datetime, mail_id: int, ticket_id: int) -> Ticket:
    """Add the mail to a ticket; the ticket that it landed on.

    Whoever takes part at the customer's side will be able to read it. Where the author is no
    contact of the customer, the author stands above the words.
    """
    case = _waiting(mail_id, now)
    ticket = Ticket.objects.select_related("customer").filter(id=ticket_id).first()
    if ticket is None:
        raise Refused(_("There is no such ticket."))
    author = _author_at(case, ticket.customer_id)
    writer = Actor(author, Channel.EMAIL) if author else actor
    shown = "" if author else _shown_author(case)
    return _on_ticket(case, file_message(case, ticket, writer, author=shown), actor)


@transaction.atomic
def triage_dismiss(*, actor: Actor, now: datetime, mail_id: int) -> RawMail:
    """Set the mail aside: it is kept, and waits for nobody. Again is no error."""
    row = RawMail.objects.select_for_update(of=("self",)).get(id=mail_id)
    if row.state == State.IGNORED:
        return row
    case = _waiting(mail_id, now)
    return _settled(case, ignored(Reason.DISMISSED), actor)


@transaction.atomic
def triage_put_back(*, actor: Actor, mail_id: int, state: str, reason: str) -> RawMail:
    """Take back one's own dismissal: the mail waits again, as and for what it waited before."""
    row = RawMail.objects.select_for_update(of=("self",)).get(id=mail_id)
    is_own = row.settled_by == actor.person and row.reason == Reason.DISMISSED
    if row.state != State.IGNORED or not is_own or (state, reason) not in _WAITED:
        raise Refused(_("Somebody has dealt with this mail already."))
    row.state, row.reason = state, reason
    row.settled_at, row.settled_by = None, None
    row.save(update_fields=["state", "reason", "settled_at", "settled_by"])
    return row


@transaction.atomic
def triage_retry(*, actor: Actor, now: datetime, mail_id: int) -> RawMail:
    """Let the machine try again, as if the mail had just come; for what failed or has changed."""
    row = _waiting(mail_id, now).row
    row.state, row.reason = State.RECEIVED, ""
    row.attempts, row.next_attempt_at = 0, now
    row.settled_at, row.settled_by = None, actor.person
    row.save(
        update_fields=[
            "state", "reason", "attempts", "next_attempt_at", "settled_at", "settled_by",
        ]
    )  # fmt: skip
    return row


def _waiting(mail_id: int, now: datetime) -> Case:
    """The mail, locked, while it still waits for a person."""
    row = RawMail.objects.select_for_update(of=("self",)).get(id=mail_id)
    if not row.is_in_triage:
        raise Refused(_("Somebody has dealt with this mail already."))
    return Case(row, now)


def _author_at(case: Case, customer_id: int) -> Person | None:
    """The author, if a contact of this customer has that address."""
    person = case.person
    is_contact = person and memberships_of(person).filter(customer=customer_id).exists()
    return person if is_contact else None


def _shown_author(case: Case) -> str:
    mail = case.mail
    return f"{mail.from_name} <{mail.from_address}>" if mail.from_name else mail.from_address


def _on_ticket(case: Case, fate: Fate, actor: Actor) -> Ticket:
    row = _settled(case, fate, actor)
    row.reason = Reason.BY_HAND
    row.save(update_fields=["reason"])
    if row.ticket is None:
        raise Refused(_("The mail could not be put on a ticket."))
    return row.ticket


def _settled(case: Case, fate: Fate, actor: Actor) -> RawMail:
    row = settle_row(case, fate)
    row.settled_by = actor.person
    row.save(update_fields=["settled_by"])
    return row
