"""Doing what the person of a level answered to their page, through whatever door."""

from __future__ import annotations

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor
from qendra.escalation.actions.acknowledging import acknowledge_step
from qendra.escalation.actions.by_staff import call_back_done, escalate_by_staff, take_over_step
from qendra.escalation.answers import Word
from qendra.escalation.models import Step


def answer_page(
    *, actor: Actor, now: datetime, step: Step, word: Word, reason: str, key: str
) -> str:
    """Do it, and say what was done. Refused as its action refuses; ``key`` names the answer."""
    if word is Word.ESCALATE:
        escalate_by_staff(
            actor=actor, now=now, ticket_id=step.run.ticket_id, reason=reason, key=key
        )
        return _("The next level was told, with your reason.")
    if word is Word.CALLED:
        with translation.override("en"):
            words = _("The customer was called back, as the person of the level confirmed.")
        call_back_done(actor=actor, now=now, step_id=step.id, words=words)
        return _("Thank you, the call is logged.")
    act = take_over_step if word is Word.TAKE else acknowledge_step
    act(actor=actor, now=now, step_id=step.id)
    if word is Word.TAKE:
        return _("The ticket is yours, and the customer reads that you have taken it up.")
    return _("You have it, and the customer reads that you have taken it up.")
