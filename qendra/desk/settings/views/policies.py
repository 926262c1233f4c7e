"""Calendars, targets and escalation matrices: always the next version, never a change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.catalogue.selectors import provider
from qendra.desk.gate import at_the_desk, staff
from qendra.desk.settings.page import PREVIEW, Cleaned, Editor, edit, settings_frame
from qendra.desk.settings.policies.calendars import CalendarForm, month_of
from qendra.desk.settings.policies.levels import LevelForm, NewLevelForm, promises_now
from qendra.desk.settings.policies.matrices import (
    HOLDER_WORDING,
    MatrixForm,
    NewMatrixForm,
    ladder_of_values,
)
from qendra.desk.settings.policies.past import PAST, past_of_calendar, past_of_level
from qendra.desk.settings.policies.rehearsals import picture_of
from qendra.desk.settings.policies.scope import scope_words
from qendra.desk.settings.registry import setting
from qendra.escalation import ladder
from qendra.escalation.actions.pages import MATRIX, save_matrix
from qendra.escalation.actions.pages import first_of as first_matrix
from qendra.escalation.selectors import current_matrices
from qendra.escalation.written import matrix_values
from qendra.lib import drawn
from qendra.lib.moments import zone_named
from qendra.sla.actions import Hours
from qendra.sla.actions.pages import CALENDAR, LEVEL, first_of, save_calendar, save_service_level
from qendra.sla.eras import held_before
from qendra.sla.models import Calendar, ServiceLevel
from qendra.sla.selectors import current_calendar, current_calendars, current_service_levels
from qendra.sla.written import DAYS, calendar_values, level_values, windows_of

CALENDARS, LEVELS, MATRICES = "settings:calendars", "settings:levels", "settings:matrices"
Methods = require_http_methods(["GET", "HEAD", "POST"])


@staff(Right.ADMINISTER)
@require_safe
def calendars(request: HttpRequest, person: Person) -> HttpResponseBase:
    """All calendars."""
    rows = [
        (row.name, _("business hours") if row.is_business_hours else "", row.slug)
        for row in current_calendars()
    ]
    return _listed(request, person, CALENDARS, "settings:calendar", rows)


@staff(Right.ADMINISTER)
@Methods
def calendar(request: HttpRequest, person: Person, slug: str = "") -> HttpResponseBase:
    """One calendar, or a new one."""
    row = current_calendar(slug) if slug else None
    if slug and row is None:
        raise Http404

    def values() -> dict[str, str]:
        newest = current_calendar(slug) if slug else None
        return calendar_values(newest) if newest else {"time_zone": person.time_zone}

    def apply(cleaned: Cleaned, seen: drawn.Values | None) -> None:
        actor = at_the_desk(person)
        save_calendar(
            actor=actor, now=timezone.now(), slug=slug, hours=cleaned["hours"], drawn=seen
        )

    editor = Editor(
        page=CALENDARS,
        template="desk/settings/calendar.html",
        form=CalendarForm,
        values=values,
        apply=apply,
        preview=lambda values: _month(values, slug) | _past_of_calendar(request, values, slug),
        suggested=_of_the_provider,
        subject=(CALENDAR, first_of(Calendar, slug)) if slug else ("", 0),
        back=setting(CALENDARS).url,
    )
    return edit(request, person, editor, _head(row.name if row else _("New calendar"), row))


def _past_of_calendar(request: HttpRequest, values: Cleaned, slug: str) -> dict[str, Any]:
    if not _wants_past(request):
        return {}
    return past_of_calendar(values.get("hours"), slug, timezone.now())


def _wants_past(request: HttpRequest) -> bool:
    """Whether the button was pressed that computes the tickets of late anew."""
    return request.POST.get(PREVIEW) == PAST


def _of_the_provider() -> dict[str, str]:
    ours = provider()
    return {"time_zone": ours.time_zone, "country": ours.country}


def _month(values: Cleaned, slug: str) -> dict[str, Any]:
    """This month, or the one in which the hours begin to hold."""
    hours = values.get("hours") or _hours(values)
    today = timezone.now().astimezone(zone_named(hours.time_zone)).date()
    month = max(today, hours.valid_from or today)
    row = current_calendar(slug) if slug and hours.valid_from else None
    held = held_before(row, hours.valid_from) if row and hours.valid_from else None
    weekdays = [date(2024, 1, day) for day in range(1, 8)]
    return {
        "weeks": month_of(hours, month, today, held),
        "weekdays": weekdays,
        "month": month,
        "begins": hours.valid_from if hours.valid_from and hours.valid_from > today else None,
    }


def _hours(values: Mapping[str, Any]) -> Hours:
    """The hours of values as they are stored."""
    windows = [windows_of(number, values.get(name, "")) or () for number, name in enumerate(DAYS)]
    return Hours(
        name=values.get("name", ""),
        time_zone=values.get("time_zone", "UTC"),
        always=bool(values.get("always")),
        windows=tuple(window for day in windows for window in day),
        country=values.get("country", ""),
        region=values.get("region", ""),
        closed_days=tuple(date.fromisoformat(d) for d in values.get("closed_days", "").split()),
        valid_from=date.fromisoformat(values["valid_from"]) if values.get("valid_from") else None,
    )


@staff(Right.ADMINISTER)
@require_safe
def levels(request: HttpRequest, person: Person) -> HttpResponseBase:
    """All service levels."""
    rows = [(row.name, scope_words(row), row.slug) for row in current_service_levels()]
    return _listed(request, person, LEVELS, "settings:level", rows)


@staff(Right.ADMINISTER)
@Methods
def level(request: HttpRequest, person: Person, slug: str = "") -> HttpResponseBase:
    """The targets of one service level, or a new one."""

    def newest() -> ServiceLevel | None:
        return next((each for each in current_service_levels() if each.slug == slug), None)

    row = newest()
    if slug and row is None:
        raise Http404

    def values() -> dict[str, str]:
        found = newest() or next(iter(current_service_levels()), None)
        shown = level_values(found) if found else {}
        return shown if slug else {**shown, "name": ""}

    def apply(cleaned: Cleaned, seen: drawn.Values | None) -> None:
        save_service_level(
            actor=at_the_desk(person),
            now=timezone.now(),
            slug=slug,
            name=cleaned["name"],
            promised=cleaned["promised"],
            business_hours=cleaned["business_hours"] or None,
            scope=cleaned.get("scope"),
            drawn=seen,
        )

    editor = Editor(
        page=LEVELS,
        template="desk/settings/level.html",
        form=LevelForm if slug else NewLevelForm,
        values=values,
        apply=apply,
        preview=lambda values: _promises(request, values, slug),
        subject=(LEVEL, first_of(ServiceLevel, slug)) if slug else ("", 0),
        back=setting(LEVELS).url,
    )
    return edit(request, person, editor, _head(row.name if row else _("New targets"), row))


def _promises(request: HttpRequest, values: Cleaned, slug: str) -> dict[str, Any]:
    """What is promised now, and where it was asked for what the draft would have meant."""
    now = timezone.now()
    past = past_of_level(values, slug, now) if _wants_past(request) else {}
    return {"promises": promises_now(values, now)} | past


@staff(Right.ADMINISTER)
@require_safe
def matrices(request: HttpRequest, person: Person) -> HttpResponseBase:
    """All escalation matrices."""
    rows = [(row.name, scope_words(row), row.slug) for row in current_matrices()]
    return _listed(request, person, MATRICES, "settings:matrix", rows)


@staff(Right.ADMINISTER)
@Methods
def matrix(request: HttpRequest, person: Person, slug: str = "") -> HttpResponseBase:
    """One escalation matrix, or a new one."""
    row = next((each for each in current_matrices() if each.slug == slug), None)
    if slug and row is None:
        raise Http404

    def values() -> dict[str, str]:
        known = current_matrices()
        found = next((each for each in known if each.slug == slug), next(iter(known), None))
        shown = matrix_values(found) if found else {}
        return shown if slug else {**shown, "name": ""}

    def apply(cleaned: Cleaned, seen: drawn.Values | None) -> None:
        asked: list[ladder.Level] = cleaned["levels"]
        save_matrix(
            actor=at_the_desk(person),
            now=timezone.now(),
            slug=slug,
            name=cleaned["name"],
            levels=asked,
            scope=cleaned.get("scope"),
            repeat=cleaned["repeat"],
            requests=cleaned["requests"],
            conditions=cleaned["conditions"],
            drawn=seen,
        )

    editor = Editor(
        page=MATRICES,
        template="desk/settings/matrix.html",
        form=MatrixForm if slug else NewMatrixForm,
        values=values,
        apply=apply,
        preview=lambda values: picture_of(ladder_of_values(values), values),
        wording=HOLDER_WORDING,
        subject=(MATRIX, first_matrix(slug)) if slug else ("", 0),
        back=setting(MATRICES).url,
    )
    return edit(request, person, editor, _head(row.name if row else _("New matrix"), row))


def _head(name: str, row: Any) -> dict[str, Any]:  # noqa: ANN401 (a versioned row or None)
    scope = scope_words(row) if row is not None and hasattr(row, "product_id") else ""
    return {"headline": name, "version": row.version if row else 0, "scope": scope}


def _listed(
    request: HttpRequest, person: Person, page: str, target: str, rows: list[tuple[str, str, str]]
) -> HttpResponseBase:
    context = settings_frame(person, page) | {
        "setting": setting(page),
        "rows": rows,
        "target": target,
        "new": target.replace(":", ":new_"),
    }
    return render(request, "desk/settings/policies.html", context)
