"""Finding tickets by words. However many they find, only what a page shows is read in order.

Words that stand in every tenth subject and words that stand in two are looked for differently.
PostgreSQL cannot choose: for the beginning of a word it expects one ticket in fifty, whatever the
word. So the index on words is asked first, up to a limit; what it then knows is either everything,
or that there are many and the newest are to be looked through. Words that the statistics of the
index name as common are not even asked for: their tickets alone would be a long list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection
from django.db.models import F, Q, QuerySet

from qendra.accounts.models import Person
from qendra.lib import counting
from qendra.lib.plans import planned_cursor
from qendra.lib.prepared import Compiled
from qendra.lib.remembering import ForASecond
from qendra.tickets.access import sees_all, tickets_of_staff
from qendra.tickets.models import Ticket

# So many of the newest tickets are read one by one for words that many tickets hold.
RECENT = 2_000
# A page of fifty is sure to be among them for words that every twentieth ticket holds.
_COMMON = 0.05
_NO_TIME = timedelta()
_CODE = re.compile(r"([^\W\d_][^\W_]*)(-[0-9]+)")
_STATISTICS = """
SELECT reltuples, most_common_elems::text::text[], most_common_elem_freqs
  FROM pg_class LEFT JOIN pg_stats
    ON schemaname = current_schema() AND tablename = 'ticket_by_words'
 WHERE pg_class.oid = 'tickets_ticket'::regclass
"""
_NAMED = """
SELECT false, id FROM catalogue_customer WHERE UPPER(name) LIKE UPPER(%s::text)
UNION ALL SELECT true, id FROM catalogue_service WHERE UPPER(code) LIKE UPPER(%s::text)
"""


class Hits:
    """What was found, the newest first. A slice of it is IDs of tickets, read when asked for."""

    def __init__(
        self, tickets: Callable[[], QuerySet[Ticket]], few: Sequence[tuple[datetime, int]] | None
    ) -> None:
        """``few``: when they were opened and their IDs, read up to ``counting.MANY``; None for
        many. ``tickets`` are asked for only where these are many.
        """
        self._tickets = tickets
        are_few = few is not None and len(few) < counting.MANY
        self._all = [key for _, key in sorted(few or (), reverse=True)] if are_few else None

    @property
    def total(self) -> int:
        """How many there are, counted no further than ``counting.MANY``."""
        return counting.MANY if self._all is None else len(self._all)

    def __getitem__(self, wanted: slice, /) -> Sequence[int]:
        return self._newest(wanted) if self._all is None else self._all[wanted]

    def _newest(self, wanted: slice) -> Sequence[int]:
        """A few of many: among the recent tickets, else all of them put in order."""
        recent = Ticket.objects.order_by("-opened_at").values("opened_at")[RECENT : RECENT + 1]
        tickets = self._tickets()
        among = tickets.filter(opened_at__gt=recent).order_by("-opened_at", "-id")
        found = list(among.values_list("id", flat=True)[wanted])
        if len(found) == wanted.stop - wanted.start:
            return found
        # The sum is in no index: by it the database cannot walk through every ticket ever opened.
        in_order = tickets.order_by((F("opened_at") + _NO_TIME).desc(), "-id")
        return list(in_order.values_list("id", flat=True)[wanted])


def tickets_about(words: str, person: Person) -> Hits:
    """Tickets found by their subject, customer or service ID, of those that the person sees.

    In the subject each of the words must stand, or one that begins so, in any case; a
    customer's name and a service ID may hold them anywhere. Two queries, and two at most
    for a slice of many; once a second another one.
    """
    customers, services = _named(words)

    def tickets() -> QuerySet[Ticket]:
        others = Q(customer__in=customers) | Q(service__in=services)
        return with_words(tickets_of_staff(person), words, others)

    if sees_all(person):
        if _are_common(words):
            return Hits(tickets, None)
        if not customers and not services:
            return Hits(tickets, _few_with(words=_beginnings(words)))
    return hits_among(tickets())


def hits_among(tickets: QuerySet[Ticket]) -> Hits:
    """All of these, the newest first; one query."""
    return Hits(lambda: tickets, list(_few_of(tickets)))


def _named(words: str) -> tuple[list[int], list[int]]:
    """The customers and the services that hold the words; one query.

    Named one by one: an index answers for each, where a subquery would have all rows read.
    """
    like = f"%{connection.ops.prep_for_like_query(words)}%"
    found: dict[bool, list[int]] = {False: [], True: []}
    with planned_cursor() as cursor:
        cursor.execute(_NAMED, [like, like])
        for is_service, key in cursor.fetchall():
            found[is_service].append(key)
    return found[False], found[True]


def _few_of(tickets: QuerySet[Ticket]) -> QuerySet[Ticket, tuple[datetime, int]]:
    return tickets.order_by().values_list("opened_at", "id")[: counting.MANY]


def with_words(tickets: QuerySet[Ticket], words: str, others: Q) -> QuerySet[Ticket]:
    """Those of the tickets whose subject holds the words, and the ``others`` among them."""
    return _with_beginnings(tickets, _beginnings(words), others)


def _with_beginnings(
    tickets: QuerySet[Ticket], beginnings: str, others: Q | None = None
) -> QuerySet[Ticket]:
    in_subject = Q(subject_words=SearchQuery(beginnings, config="simple", search_type="raw"))
    by_subject = tickets.alias(subject_words=SearchVector("subject", config="simple"))
    return by_subject.filter(in_subject | others if others else in_subject)


# The words decide which index answers, so that the plan is made for each.
_few_with = Compiled(
    lambda words: _few_of(_with_beginnings(Ticket.objects.all(), words)), words="'a word':*"
)


def _beginnings(words: str) -> str:
    """The words as PostgreSQL reads a search: each quoted, and standing for what begins so.

    Of a code such as ``edge-123``, which PostgreSQL takes for a word and a number, the word stands
    as it is: nobody looks at everything that begins with *edge*.
    """
    return " & ".join(_beginning(word) for word in words.split())


def _beginning(word: str) -> str:
    if code := _CODE.fullmatch(word):
        return f"('{code[1]}' <-> '{code[2]}':*)"
    quoted = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}':*"


def _are_common(words: str) -> bool:
    """Whether the statistics name each word, or one that begins so, as held by very many tickets.

    They may be old: then what is looked through ends early, and all is put in order after all.
    """
    tickets, lexemes = _statistics()
    shares = [
        max((share for lexeme, share in lexemes.items() if lexeme.startswith(word)), default=0.0)
        for word in words.lower().split()
    ]
    least = min(shares, default=0.0)
    return least >= _COMMON and least * tickets >= 2 * counting.MANY


@ForASecond
def _statistics() -> tuple[float, dict[str, float]]:
    """How many tickets the database reckons with, and the share of the commonest words."""
    with connection.cursor() as cursor:
        cursor.execute(_STATISTICS)
        tickets, lexemes, shares = cursor.fetchone() or (0.0, None, None)
    # Behind the shares stand the least and the greatest of them.
    return tickets, dict(zip(lexemes or (), shares or (), strict=False))
