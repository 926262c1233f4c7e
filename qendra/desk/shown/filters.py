"""What a list is narrowed and sorted by, and the fields that say so, drawn once for the same."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from qendra.accounts.selectors import names_of_teams, names_of_workers
from qendra.desk.filters import FilterForm, Names


@dataclass(frozen=True, slots=True)
class Filters:
    """``given`` is what the form understood."""

    given: dict[str, str]

    @property
    def query(self) -> str:
        """The same as the end of an address."""
        return urlencode(self.given)

    @property
    def narrowing(self) -> int:
        """How many fields narrow the list."""
        return len(self.given.keys() - {"sort"})

    @property
    def fields(self) -> SafeString:
        """The fields of the form with what is given."""
        given = tuple(self.given.items())
        return _drawn(given, names_of_teams(), names_of_workers(), get_language())


@lru_cache(128)
def _drawn(
    given: tuple[tuple[str, str], ...], teams: Names, workers: Names, language: str | None
) -> SafeString:
    data = QueryDict(mutable=True)
    data.update(dict(given))
    return render_to_string(
        "desk/filter_fields.html", {"filters": FilterForm(data, teams=teams, workers=workers)}
    )
