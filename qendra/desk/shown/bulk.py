"""The bar below a list, by which many tickets are changed at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID, uuid4

from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.accounts.selectors import names_of_teams, names_of_workers
from qendra.desk.forms.bulk import ASSIGN, FIELDS, MOVE, NOTE, TO_ME, BulkForm
from qendra.desk.shown.fields import Names, drawn

_DRAWN = 64


@dataclass(frozen=True, slots=True)
class Bar:
    """``chosen`` are the numbers of the tickets whose boxes are ticked; ``opened`` is the sheet
    that stands open, of the ``form`` that came back.
    """

    url: str
    token: UUID
    fields: dict[str, SafeString]
    chosen: Collection[str] = ()
    opened: str = ""
    form: BulkForm | None = None


def bar(
    person: Person, place: dict[str, str], page: int, returned: BulkForm | None = None
) -> Bar | None:
    """For who may write on tickets; ``place`` and ``page`` lead back to the list."""
    if not person.has_right(Right.NOTE):
        return None
    query = QueryDict(mutable=True)
    query.update(place | ({"page": str(page)} if page > 1 else {}))
    url = f"{reverse('desk:bulk')}?{query.urlencode()}"
    sheets = (ASSIGN, NOTE, MOVE) if person.has_right(Right.WORK) else (NOTE,)
    if returned is None:
        people, teams = names_of_workers(), names_of_teams()
        fields = {each: _fresh(each, people, teams, get_language()) for each in sheets}
        return Bar(url, uuid4(), fields)
    fields = {each: drawn(returned, FIELDS[each]) for each in sheets}
    do = str(returned["do"].value())
    return Bar(url, uuid4(), fields, returned.still, ASSIGN if do == TO_ME else do, returned)


@lru_cache(_DRAWN)
def _fresh(sheet: str, people: Names, teams: Names, _language: str | None) -> SafeString:
    return drawn(BulkForm(people=people, teams=teams), FIELDS[sheet])
