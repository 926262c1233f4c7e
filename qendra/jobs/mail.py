"""The loop that works off the stored mails."""

from __future__ import annotations

from datetime import datetime

from qendra.intake.email.actions import claim_mails, process_mail
from qendra.lib import log_fields

BATCH = 20


def run_once(*, now: datetime) -> int:
    """Process up to a batch of due mails, whatever becomes of them; how many it were."""
    for done in range(BATCH):
        claimed = claim_mails(now=now, limit=1)
        if not claimed:
            return done
        with log_fields.about():
            process_mail(mail_id=claimed[0], now=now)
    return BATCH
