"""What the mail channel writes: raw mails, their fate, and what people decide in triage."""

from qendra.intake.email.actions.processing import claim_mails, process_mail, process_mails
from qendra.intake.email.actions.storing import store_mail
from qendra.intake.email.actions.triage import (
    triage_dismiss,
    triage_join,
    triage_open_ticket,
    triage_put_back,
    triage_retry,
)

__all__ = [
    "claim_mails",
    "process_mail",
    "process_mails",
    "store_mail",
    "triage_dismiss",
    "triage_join",
    "triage_open_ticket",
    "triage_put_back",
    "triage_retry",
]
