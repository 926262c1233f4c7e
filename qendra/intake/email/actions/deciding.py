"""Where a mail belongs: the questions in their order; the first that knows an answer decides.

Nothing that leaves the house depends on whether an ID in the mail exists: somebody else's
ticket or service is treated like one that does not exist.
"""

from __future__ import annotations

from qendra.accounts.actor import Actor, Channel
from qendra.accounts.models import Person
from qendra.catalogue.rights import CustomerRight
from qendra.intake.email.actions.asking import asked_by_mail, page_answered
from qendra.intake.email.actions.fate import Case, Fate, Filing, ignored, in_triage
from qendra.intake.email.actions.filing import file_bounce, file_message, filing_of
from qendra.intake.email.mail import AutomaticKind
from qendra.intake.email.proof import (
    may_write_on,
    ticket_in_subject,
    ticket_of_bounce,
)
from qendra.intake.email.reasons import Reason
from qendra.outbox.actions import mark_returned_by_name
from qendra.tickets.models import Ticket


def decide(case: Case) -> Fate | Filing:
    """Do with the mail what it is for, and say what became of it; or that it reports something."""
    for question in (_own, _bounced, _automatic, page_answered, _unknown, _on_a_ticket):
        fate = question(case)
        if fate is not None:
            return fate
    return _reported(case)


def _own(case: Case) -> Fate | None:
    """What left from here and came back says nothing new."""
    if case.mail.own_marker or case.is_own:
        return ignored(Reason.OWN_MAIL)
    is_ours = case.mail.from_address == case.provider.support_address.lower()
    return in_triage(Reason.OWN_ADDRESS) if is_ours else None


def _bounced(case: Case) -> Fate | None:
    """A mail of ours that could not be delivered; nobody answers that (RFC 3834)."""
    bounce = case.mail.bounce
    if not case.mail.is_bounce or bounce is None:
        return None
    ticket = ticket_of_bounce(bounce, case.row.envelope_to)
    if ticket:
        return file_bounce(case, ticket, bounce)
    # A document, say, is about no ticket: whoever sent it looks for those that came back.
    details = " ".join(part for part in (bounce.status, bounce.diagnostic) if part)
    original = bounce.original_message_id or ""
    is_known = mark_returned_by_name(message_id=original, reason=details)
    return ignored(Reason.OWN_MAIL) if is_known else in_triage(Reason.BOUNCE)


def _automatic(case: Case) -> Fate | None:
    """Out of office and its like: on the ticket that it proves, where it moves nothing."""
    kind = case.mail.automatic
    if kind is None:
        return None
    if case.person is not None:
        ticket = _ticket(case, case.person)
        if ticket is not None:
            return file_message(case, ticket, _actor(case.person))
    if case.proven is not None:
        return in_triage(Reason.NOT_ON_TICKET, seems_to_be=case.proven)
    if kind is AutomaticKind.AUTO_REPLY:
        return ignored(Reason.AUTOMATIC_REPLY)
    if kind is AutomaticKind.BULK and case.person is None:
        return ignored(Reason.BULK)
    # A customer's monitoring may tell of a real fault.
    return in_triage(Reason.AUTOMATIC)


def _unknown(case: Case) -> Fate | None:
    if case.mail.is_empty:
        return in_triage(Reason.EMPTY, is_answered=True)
    if not case.mail.from_address:
        return in_triage(Reason.NO_SENDER)
    person = case.person
    if case.memberships:
        return None
    if person is not None and person.is_staff_member:
        return in_triage(Reason.STAFF, seems_to_be=case.proven)
    return in_triage(Reason.UNKNOWN_SENDER, seems_to_be=case.proven, is_answered=True)


def _on_a_ticket(case: Case) -> Fate | None:
    if case.person is None:
        return None
    ticket = _ticket(case, case.person)
    if ticket is not None:
        fate = file_message(case, ticket, _actor(case.person))
        asked_by_mail(case, fate.ticket or ticket, case.person)
        return fate
    if case.proven is None:
        return None
    return in_triage(Reason.NOT_ON_TICKET, seems_to_be=case.proven, is_answered=True)


def _reported(case: Case) -> Fate | Filing:
    """A new report by somebody whom a customer lets report."""
    person = case.person
    customers = [each.customer for each in case.memberships if each.has(CustomerRight.REPORT)]
    if person is None or not customers:
        return in_triage(Reason.MAY_NOT_REPORT, is_answered=True)
    match = case.service_among([customer.id for customer in customers])
    if match.service is None and len(customers) > 1:
        return in_triage(Reason.SEVERAL_CUSTOMERS, is_answered=True)
    customer = match.service.customer if match.service else customers[0]
    return filing_of(case, customer, match, person, _actor(person))


def _ticket(case: Case, person: Person) -> Ticket | None:
    """The ticket that the mail proves or names, if this person belongs to it (S3)."""
    if case.proven is not None:
        return case.proven if may_write_on(person, case.proven) else None
    return ticket_in_subject(case.mail, person, case.provider)


def _actor(person: Person) -> Actor:
    return Actor(person, Channel.EMAIL)
