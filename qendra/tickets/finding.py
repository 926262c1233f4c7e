"""Finding tickets by words. However many they find, only what a page shows is read in order.

Words that stand in every tenth subject and words that stand in two are looked for differently,
and no statistics of the database tell beforehand which they are: a word is looked for by its
beginning. So the index on words is asked first, up to a limit. What it then knows is either
everything, or that the newest tickets are sure to hold some.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import F, Q, QuerySet

from qendra.catalogue.models import Customer, Service
from qendra.lib import counting
from qendra.tickets.models import Ticket

# So many of the newest tickets are read one by one for words that many tickets hold.
RECENT = 5_000
_NO_TIME = timedelta()


class Hits:
    """What was found, the newest first. A slice of it is IDs of tickets, read when asked for."""

    def __init__(self, tickets: QuerySet[Ticket]) -> None:
        self._tickets = tickets
        read = tickets.order_by().values_list("opened_at", "id")[: counting.MANY]
        newest = sorted(read, reverse=True)
        self._all = [row for _, row in newest] if len(newest) < counting.MANY else None

    @property
    def total(self) -> int:
        """How many there are, counted no further than ``counting.MANY``."""
        return counting.MANY if self._all is None else len(self._all)

    def __getitem__(self, wanted: slice, /) -> Sequence[int]:
        return self._newest(wanted) if self._all is None else self._all[wanted]

    def _newest(self, wanted: slice) -> Sequence[int]:
        """A few of many: among the recent tickets, else all of them put in order."""
        recent = Ticket.objects.order_by("-opened_at").values("opened_at")[RECENT : RECENT + 1]
        among = self._tickets.filter(opened_at__gt=recent).order_by("-opened_at", "-id")
        found = list(among.values_list("id", flat=True)[wanted])
        if len(found) == wanted.stop - wanted.start:
            return found
        # The sum is in no index: by it the database cannot walk through every ticket ever opened.
        in_order = self._tickets.order_by((F("opened_at") + _NO_TIME).desc(), "-id")
        return list(in_order.values_list("id", flat=True)[wanted])


def tickets_about(words: str) -> Hits:
    """Tickets found by their subject, customer or service ID.

    In the subject each of the words must stand, or one that begins so, in any case; a
    customer's name and a service ID may hold them anywhere. Three queries, and two at most
    for a slice of many.
    """
    # Named one by one: an index answers for each, where a subquery would have all rows read.
    customers = list(Customer.objects.filter(name__icontains=words).values_list("id", flat=True))
    services = list(Service.objects.filter(code__icontains=words).values_list("id", flat=True))
    others = Q(customer__in=customers) | Q(service__in=services)
    return Hits(with_words(Ticket.objects.all(), words, others))


def with_words(tickets: QuerySet[Ticket], words: str, others: Q) -> QuerySet[Ticket]:
    """Those of the tickets whose subject holds the words, and the ``others`` among them."""
    in_subject = SearchQuery(_beginnings(words), config="simple", search_type="raw")
    by_subject = tickets.alias(subject_words=SearchVector("subject", config="simple"))
    return by_subject.filter(Q(subject_words=in_subject) | others)


def _beginnings(words: str) -> str:
    """The words as PostgreSQL reads a search: each quoted, and standing for what begins so."""
    quoted = (word.replace("\\", "\\\\").replace("'", "''") for word in words.split())
    return " & ".join(f"'{word}':*" for word in quoted)
