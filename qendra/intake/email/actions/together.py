"""New reports that came at about the same time: asked about at once, opened at once.

Only mails that plainly begin something. Whatever answers another mail, names a ticket, comes
from somebody unknown or brings files is left to ``process_mail``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from qendra.accounts.selectors import people_by_address
from qendra.catalogue.access import memberships_of_all
from qendra.intake.email.actions.deciding import decide
from qendra.intake.email.actions.fate import Case, Filing
from qendra.intake.email.actions.filing import file_reports
from qendra.intake.email.actions.settling import settle_rows
from qendra.intake.email.matching import named_by
from qendra.intake.email.models import RawMail, State
from qendra.intake.email.proof import may_be_on_a_ticket, own_messages

# Larger ones are read one at a time, so that fifty of 50 MiB never stand in memory together.
MOST_BYTES = 256 * 1024


@transaction.atomic
def file_new_reports(*, mail_ids: Sequence[int], now: datetime) -> set[int]:
    """Open the tickets of those of these received mails that are new reports; which these are.

    Everything or, by an exception, nothing. Mails that somebody else has are left out.
    """
    received = RawMail.objects.select_for_update(of=("self",), skip_locked=True).filter(
        id__in=mail_ids, state=State.RECEIVED, size__lte=MOST_BYTES
    )
    cases = [Case(row, now) for row in received.order_by("id")]
    beginning = [case for case in cases if _begins_something(case)]
    reporting = _with_senders(beginning)
    _look_up(reporting)
    decided = [decide(case) for case in reporting]
    filings = [each for each in decided if isinstance(each, Filing)]
    if not filings:
        return set()
    fates = file_reports(filings, now)
    settled = [filing.case for filing in filings]
    settle_rows(zip(settled, fates, strict=True))
    return {case.row.id for case in settled}


def _begins_something(case: Case) -> bool:
    """Whether nothing in the mail ties it to a ticket or to a machine, and it brings no file."""
    mail = case.mail
    if mail.automatic or mail.own_marker or mail.attachments:
        return False
    return not may_be_on_a_ticket(mail, case.row.envelope_to, case.provider)


def _with_senders(cases: Sequence[Case]) -> list[Case]:
    """The cases whose author is known at some customer; two queries."""
    people = people_by_address({case.mail.from_address for case in cases})
    memberships = memberships_of_all(people.values())
    for case in cases:
        case.person = people.get(case.mail.from_address)
        case.memberships = memberships.get(case.person.id, []) if case.person else []
    return [case for case in cases if case.memberships]


def _look_up(cases: Sequence[Case]) -> None:
    """What each case would ask for itself: whether it is our own, and what it names."""
    own = own_messages({case.mail.message_id for case in cases})
    words = set[str]().union(*(case.mentions.words for case in cases))
    customers = {each.customer_id for case in cases for each in case.memberships}
    named = named_by(words, customers)
    for case in cases:
        case.is_own = case.mail.message_id in own
        case.named = named
