"""Writing down what became of a mail, and what lists show of it."""

from __future__ import annotations

from collections.abc import Iterable

from qendra.intake.email.actions.fate import Case, Fate
from qendra.intake.email.models import RawMail
from qendra.lib.rows import update_rows

FIELD_LENGTH = 500

_SETTLED = (
    "from_name",
    "from_address",
    "subject",
    "state",
    "reason",
    "ticket_id",
    "entry_id",
    "seems_to_be_id",
    "lease_until",
    "last_error",
    "settled_at",
)


def settle_row(case: Case, fate: Fate) -> RawMail:
    """Settle one mail; its row."""
    settle_rows([(case, fate)])
    return case.row


def settle_rows(settled: Iterable[tuple[Case, Fate]]) -> None:
    """Settle several mails, whose rows the caller has locked; one statement."""
    rows = [_settled(case, fate) for case, fate in settled]
    update_rows(rows, _SETTLED)


def _settled(case: Case, fate: Fate) -> RawMail:
    row, mail = case.row, case.mail
    row.from_name = mail.from_name[:FIELD_LENGTH]
    row.from_address = mail.from_address[:FIELD_LENGTH]
    row.subject = mail.subject[:FIELD_LENGTH]
    row.state = fate.state
    row.reason = fate.reason or ""
    row.ticket = fate.ticket
    row.entry_id = fate.entry_id
    row.seems_to_be = fate.seems_to_be
    row.lease_until = None
    row.last_error = ""
    row.settled_at = case.now
    return row
