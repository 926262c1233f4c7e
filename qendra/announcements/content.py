"""What an announcement says, as a form shows it and as the history keeps it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from qendra.announcements.models import ENGLISH, Announcement, Translations
from qendra.catalogue.models import Customer, Service
from qendra.catalogue.selectors import provider
from qendra.lib.moments import zone_named

SUBJECT = "announcement"
EVERYBODY, CHOSEN = "everybody", "chosen"
# As the field of a form writes it, to the minute.
MOMENT = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What somebody wrote. With neither customers nor services it has to be for everybody."""

    kind: str
    title: str
    text: str
    begins_at: datetime
    ends_at: datetime | None = None
    translations: Translations = field(default_factory=dict)
    is_for_all: bool = False
    customers: Iterable[Customer] = ()
    services: Iterable[Service] = ()


def values_of(row: Announcement) -> dict[str, str]:
    """The whole of it as text by field; moments in the provider's time zone."""
    translated = {
        f"{name}_{language}": row.translations.get(language, {}).get(name, "")
        for language in translatable()
        for name in ("title", "text")
    }
    return {
        "kind": row.kind,
        "title": row.title,
        "text": row.text,
        "begins_at": _moment(row.begins_at),
        "ends_at": _moment(row.ends_at),
        "audience": EVERYBODY if row.is_for_all else CHOSEN,
        "customers": _lines(row.customers.order_by("external_id"), "external_id"),
        "services": _lines(row.services.order_by("code"), "code"),
        "withdrawn_at": _moment(row.withdrawn_at),
        **translated,
    }


def translatable() -> list[str]:
    """The languages of the product that an announcement can be told in besides English."""
    return [code for code, _name in settings.LANGUAGES if code != ENGLISH]


def _lines(rows: QuerySet[Customer] | QuerySet[Service], column: str) -> str:
    return "\n".join(rows.values_list(column, flat=True))


def _moment(moment: datetime | None) -> str:
    return f"{moment.astimezone(zone_named(provider().time_zone)):{MOMENT}}" if moment else ""
