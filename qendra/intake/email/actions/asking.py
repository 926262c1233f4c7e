"""Answers that ask for something of the ladder: the person of a level, and customers (E2, E4)."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor, Channel
from qendra.accounts.models import Person
from qendra.escalation.access import may_escalate
from qendra.escalation.actions.answering import answer_page
from qendra.escalation.actions.requests import request_escalation
from qendra.escalation.addresses import ACKNOWLEDGE_WITHIN
from qendra.escalation.models import Step
from qendra.escalation.notices import answer_to_command, step_of_page
from qendra.intake.email.actions.fate import Case, Fate
from qendra.intake.email.commands import Command, asks_to_escalate, command_in
from qendra.intake.email.models import State
from qendra.lib.errors import Refused
from qendra.tickets.models import Ticket
from qendra.tickets.notices import send_letters


def page_answered(case: Case) -> Fate | None:
    """ACK, TAKE or ESCALATE in the first line of an answer to a page, from where it was sent to.

    The ticket is proven by the signed address that the page was to be answered to. They are
    answered with what was done, or why not.
    """
    ticket, command = case.proven, command_in(case.mail.new_text)
    if ticket is None or command is None or case.mail.automatic is not None:
        return None
    step = step_of_page(ticket, case.mail.from_address)
    if step is None:
        return None
    with translation.override(step.holder.language):
        try:
            sentence = _done(case, step, command)
        except Refused as refusal:
            sentence = str(refusal)
    letter = answer_to_command(ticket, step, sentence, f"mail:{case.row.id}")
    send_letters([letter], case.now)
    newest = ticket.entries.order_by("-id").values_list("id", flat=True).first()
    return Fate(state=State.TICKET, ticket=ticket, entry_id=newest)


def asked_by_mail(case: Case, ticket: Ticket, person: Person) -> None:
    """Ask for the next level for a customer whose mail plainly does, and who may."""
    mail = case.mail
    if mail.automatic is not None or not asks_to_escalate(mail.subject, mail.new_text):
        return
    if not may_escalate(person, ticket):
        return
    try:
        request_escalation(
            actor=Actor(person, Channel.EMAIL),
            now=case.now,
            ticket_id=ticket.id,
            reason=mail.new_text,
            key=f"mail:{case.row.id}",
        )
    except Refused:
        # The ticket ended meanwhile; their words are on it all the same.
        return


def _done(case: Case, step: Step, command: Command) -> str:
    if case.now >= step.at + ACKNOWLEDGE_WITHIN:
        raise Refused(_("This mail is older than seven days. Sign in to the desk instead."))
    return answer_page(
        actor=Actor(step.holder, Channel.EMAIL),
        now=case.now,
        step=step,
        word=command.word,
        reason=command.words,
        key=f"mail:{case.row.id}",
    )
