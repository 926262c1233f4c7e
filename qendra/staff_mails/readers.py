"""What each of some people wants to read of, and of which customers they may."""

from __future__ import annotations

from collections.abc import Iterable

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.catalogue.access import customers_seen_by_each
from qendra.preferences.kinds import StaffKind
from qendra.preferences.selectors import staff_kinds
from qendra.tickets.models import Ticket


class Readers:
    """Read once for all of them; two queries, none for nobody."""

    def __init__(self, people: Iterable[Person]) -> None:
        asked = {person.id: person for person in people}
        self._kinds = staff_kinds(asked) if asked else {}
        self._seen = customers_seen_by_each(asked.values())

    def want(self, person: Person, kind: StaffKind, ticket: Ticket) -> bool:
        """Whether this person is written to; nobody is who left or may not see the ticket."""
        seen = self._seen[person.id]
        may = person.has_right(Right.SEE) and (seen is None or ticket.customer_id in seen)
        return may and bool(person.email) and kind in self._kinds[person.id]
