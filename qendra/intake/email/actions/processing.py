"""Working off the stored mails: claimed with a lease, new reports together, others one by one.

What opens a ticket locks nobody's work, so that many are one transaction. What joins a ticket
has a transaction of its own, in the order in which it came, after the reports: an answer to one
of them finds its ticket.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from qendra.intake.email.actions.deciding import decide
from qendra.intake.email.actions.fate import Case, Fate, Filing
from qendra.intake.email.actions.filing import file_reports
from qendra.intake.email.actions.settling import settle_row
from qendra.intake.email.actions.together import file_new_reports
from qendra.intake.email.models import RawMail, State
from qendra.intake.email.notices import acknowledge_arrival
from qendra.intake.email.reasons import Reason
from qendra.lib import log_fields
from qendra.lib.errors import Refused
from qendra.lib.prepared import Prepared

# The row's lock keeps two processes from one mail; the lease only spaces the attempts on a mail
# that kills its process.
LEASE = timedelta(seconds=20)
ATTEMPTS = 8
FIRST_DELAY = timedelta(seconds=10)
LONGEST_DELAY = timedelta(hours=1)
ERROR_LENGTH = 500

logger = logging.getLogger(__name__)


def claim_mails(*, now: datetime, limit: int) -> list[int]:
    """Take up to ``limit`` due mails for the time of a lease, oldest first; their ids.

    Committed before it returns, so that a mail that kills its process is counted: after eight
    attempts it becomes a dead letter. Mails that were tried before are taken one at a time,
    so that such a one takes no other along.
    """
    given: dict[str, str | int] = {
        "now": now.isoformat(),
        "lease_until": (now + LEASE).isoformat(),
        "limit": limit,
        "most": ATTEMPTS,
    }
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(_CLAIM, given)
        return sorted(mail_id for mail_id, is_taken in cursor.fetchall() if is_taken)


# Of the due ones those that are new; where the first was tried before, it alone.
_CLAIM = """
    WITH due AS MATERIALIZED (
        SELECT id, attempts, attempts >= %(most)s AS is_over
        FROM intake_email_rawmail
        WHERE state = 'received' AND next_attempt_at <= %(now)s::timestamptz
        ORDER BY next_attempt_at, id
        LIMIT %(limit)s
        FOR UPDATE SKIP LOCKED
    ), first AS (
        SELECT id, attempts FROM due LIMIT 1
    )
    UPDATE intake_email_rawmail AS mail
    SET attempts = mail.attempts + (NOT is_over)::int,
        state = CASE WHEN is_over THEN 'failed' ELSE 'received' END,
        reason = CASE WHEN is_over THEN 'failed' ELSE mail.reason END,
        settled_at = CASE WHEN is_over THEN %(now)s::timestamptz ELSE mail.settled_at END,
        lease_until = CASE WHEN is_over THEN NULL ELSE %(lease_until)s::timestamptz END,
        next_attempt_at = %(lease_until)s::timestamptz
    FROM due, first
    WHERE mail.id = due.id
      AND (due.id = first.id OR (due.attempts = 0 AND first.attempts = 0))
    RETURNING mail.id, mail.state = 'received'
"""


def process_mails(*, mail_ids: Sequence[int], now: datetime) -> None:
    """Do what these received mails are for, as ``process_mail`` does each.

    New reports are opened together, a few statements for all. When anything goes wrong with
    one of them, nothing of it stays, and each is done for itself: one bad mail holds up nobody.
    """
    done: Collection[int] = ()
    if len(mail_ids) > 1:
        try:
            done = file_new_reports(mail_ids=mail_ids, now=now)
        except Exception:
            logger.exception("Some mails could not be processed together; each is done alone.")
    for mail_id in mail_ids:
        if mail_id not in done:
            with log_fields.about():
                process_mail(mail_id=mail_id, now=now)


def process_mail(*, mail_id: int, now: datetime) -> RawMail | None:
    """Do what one received mail is for; the row afterwards, None when somebody else has it.

    What the mail does and what its row says are one transaction: done once or not at all. A
    mail that cannot be processed is tried again, later each time, then a dead letter that
    waits in triage; it never stops the others.
    """
    try:
        return _settle(mail_id, now)
    except Refused as refusal:
        return _give_up(mail_id, now, str(refusal))
    except Exception as error:
        logger.exception("Mail %d could not be processed.", mail_id)
        return _postpone(mail_id, now, error)


@transaction.atomic
def _settle(mail_id: int, now: datetime) -> RawMail | None:
    row = _locked(mail_id)
    if row is None:
        return None
    case = Case(row, now)
    fate = decide(case)
    if isinstance(fate, Filing):
        (fate,) = file_reports([fate], now)
    if fate.is_answered:
        acknowledge_arrival(row, case.mail, case.person, case.provider, now)
    return settle_row(case, fate)


def _locked(mail_id: int) -> RawMail | None:
    return next(iter(_received(mail=mail_id)), None)


_received = Prepared(
    lambda mail: RawMail.objects.select_for_update(of=("self",), skip_locked=True).filter(
        id=mail, state=State.RECEIVED
    ),
    mail=-1,
)


def _postpone(mail_id: int, now: datetime, error: Exception) -> RawMail | None:
    """Later again, or never: in a transaction of its own, the failed one is gone."""
    reason = f"{type(error).__name__}: {error}".replace("\x00", "")[:ERROR_LENGTH]
    with transaction.atomic():
        row = _locked(mail_id)
        if row is None:
            return None
        if row.attempts >= ATTEMPTS:
            return _fail(row, now, reason)
        row.next_attempt_at = now + min(FIRST_DELAY * 3 ** max(row.attempts - 1, 0), LONGEST_DELAY)
        row.lease_until = None
        row.last_error = reason
        row.save(update_fields=["next_attempt_at", "lease_until", "last_error"])
        return row


def _give_up(mail_id: int, now: datetime, reason: str) -> RawMail | None:
    """A rule refused it: trying again would not help."""
    with transaction.atomic():
        row = _locked(mail_id)
        return _fail(row, now, reason[:ERROR_LENGTH]) if row else None


def _fail(row: RawMail, now: datetime, reason: str) -> RawMail:
    settle_row(Case(row, now), Fate(state=State.FAILED, reason=Reason.FAILED))
    row.last_error = reason
    row.save(update_fields=["last_error"])
    return row
