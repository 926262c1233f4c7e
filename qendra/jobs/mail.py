"""The loop that works off the stored mails."""

from __future__ import annotations

from datetime import datetime

from qendra.intake.email.actions import claim_mails, process_mails
from qendra.lib.work import piece_of_work

BATCH = 50


@piece_of_work()
def run_once(*, now: datetime) -> int:
    """Process up to a batch of due mails, whatever becomes of them; how many it were."""
    claimed = claim_mails(now=now, limit=BATCH)
    process_mails(mail_ids=claimed, now=now)
    return len(claimed)
