"""Writes: staff are told of the news that concern their tickets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from django.db import transaction

from qendra.accounts.models import Person
from qendra.catalogue.selectors import provider as the_provider
from qendra.outbox.actions import queue_emails
from qendra.preferences.kinds import StaffKind
from qendra.staff_mails.models import DigestLine
from qendra.staff_mails.notices import digest, told_answered, told_given
from qendra.staff_mails.readers import Readers
from qendra.staff_mails.rules import NOBODY, new_holders
from qendra.staff_mails.selectors import due_lines, held_by, news_for_staff, who_wants_digests
from qendra.tickets.entries import Assigned, MessageAdded
from qendra.tickets.models import Entry
from qendra.tickets.notices import send_letters

# By entry: the team and the person to whom it brought its ticket.
New = Mapping[int, tuple[int | None, int | None]]
_TOLD = {StaffKind.ASSIGNED: told_given, StaffKind.ANSWERED: told_answered}


@transaction.atomic(savepoint=False)
def tell_staff(*, entry_ids: Sequence[int], now: datetime) -> None:
    """Queue the mails about these entries that staff want, and note what digests will name.

    Called with the news; how many queries it takes does not depend on how many these are.
    """
    entries = news_for_staff(entry_ids, now)
    assigned = [entry for entry in entries if entry.kind == Assigned.KIND]
    held = held_by({entry.ticket_id for entry in assigned}) if assigned else {}
    new = {entry.id: new_holders(held[entry.ticket_id], entry.id) for entry in assigned}
    _tell_assignees(entries, new, now)
    _note_for_digests(assigned, new, now)


@transaction.atomic
def send_digests(*, now: datetime) -> int:
    """Queue the digests that are due, one mail a person; how many lines were taken.

    Named is what is still open and still somebody else's to begin.
    """
    lines = list(due_lines(now).select_for_update(of=("self",), skip_locked=True))
    if not lines:
        return 0
    readers = Readers(line.person for line in lines)
    named = [
        line
        for line in lines
        if line.ticket.is_open
        and line.ticket.assignee_id != line.person_id
        and readers.want(line.person, StaffKind.TEAM, line.ticket)
    ]
    provider = the_provider()
    in_order = sorted(named, key=lambda line: (line.person_id, line.id))
    each = groupby(in_order, key=lambda line: line.person_id)
    queue_emails(now=now, mails=[digest(list(theirs), provider) for _person, theirs in each])
    DigestLine.objects.filter(id__in=[line.id for line in lines]).delete()
    return len(lines)


def _tell_assignees(entries: Iterable[Entry], new: New, now: datetime) -> None:
    news = dict[tuple[StaffKind, int], Entry]()
    for entry in entries:
        kind = _concerns_assignee(entry, new)
        if kind:
            # Of several at once the last one tells of all.
            news[kind, entry.ticket_id] = entry
    people = [entry.ticket.assignee for entry in news.values() if entry.ticket.assignee]
    if not people:
        return
    readers, provider = Readers(people), the_provider()
    letters = [
        _TOLD[kind](entry, to, provider)
        for (kind, _ticket), entry in news.items()
        if (to := entry.ticket.assignee) and readers.want(to, kind, entry.ticket)
    ]
    send_letters(letters, now)


def _concerns_assignee(entry: Entry, new: New) -> StaffKind | None:
    """Why whoever has the ticket now may want to hear of this; never of what they did."""
    holder = entry.ticket.assignee_id
    if holder is None or holder == entry.actor_id:
        return None
    body = entry.body
    if isinstance(body, MessageAdded):
        return None if body.automatic or body.thanks else StaffKind.ANSWERED
    is_new = new.get(entry.id, NOBODY)[1] == holder
    return StaffKind.ASSIGNED if is_new else None


def _note_for_digests(assigned: Iterable[Entry], new: New, now: datetime) -> None:
    came = [(entry, team) for entry in assigned if (team := new[entry.id][0])]
    if not came:
        return
    wanting = who_wants_digests({team for _entry, team in came})
    lines = [
        DigestLine(person=person, ticket=entry.ticket, at=now)
        for entry, team in came
        for person in wanting.get(team, [])
        if _is_news_to(person, entry)
    ]
    DigestLine.objects.bulk_create(lines, ignore_conflicts=True)


def _is_news_to(person: Person, entry: Entry) -> bool:
    return person.id not in {entry.actor_id, entry.ticket.assignee_id}
