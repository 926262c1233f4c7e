"""What customers are told of incidents, maintenance and other news."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.announcements.access import announcement_for, announcements_for
from qendra.announcements.actions import (
    end_announcement,
    put_back_announcement,
    save_announcement,
    withdraw_announcement,
)
from qendra.announcements.content import CHOSEN, EVERYBODY, MOMENT, SUBJECT, values_of
from qendra.announcements.models import ENGLISH, Announcement, Kind
from qendra.catalogue.selectors import provider
from qendra.desk.forms.announcing import (
    AUDIENCES,
    KINDS,
    content_of,
    form_of,
    own_name,
)
from qendra.desk.frame import frame
from qendra.desk.gate import at_the_desk, staff
from qendra.desk.queues import ANNOUNCEMENTS
from qendra.desk.settings.page import Cleaned, Editor, edit
from qendra.lib import drawn, said
from qendra.lib.errors import Refused
from qendra.lib.moments import exact, zone_named
from qendra.lib.paging import page_of

PER_PAGE = 30
PAGE = "desk:announcements"


@staff(Right.ANNOUNCE)
@require_safe
def announcements(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Those that customers read now or will, and below them what was."""
    now = timezone.now()
    counts = {name: Count(name, distinct=True) for name in ("customers", "services")}
    found = announcements_for(person).annotate(
        customer_count=counts["customers"], service_count=counts["services"]
    )
    stands = Q(withdrawn_at__isnull=True) & (Q(ends_at__isnull=True) | Q(ends_at__gt=now))
    past = found.exclude(stands).order_by("-begins_at", "-id")
    context = frame(person, now, ANNOUNCEMENTS) | {
        "standing": found.filter(stands).order_by("kind", "begins_at", "id"),
        "page": page_of(past, request.GET.get("page"), PER_PAGE, past.count),
    }
    return render(request, "desk/announcements.html", context)


@staff(Right.ANNOUNCE)
@require_http_methods(["GET", "HEAD", "POST"])
def new_announcement(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Write one."""
    return _edited(request, person, None)


@staff(Right.ANNOUNCE)
@require_http_methods(["GET", "HEAD", "POST"])
def announcement(request: HttpRequest, person: Person, announcement_id: int) -> HttpResponseBase:
    """Look at one and change it."""
    return _edited(request, person, announcement_for(person, announcement_id))


@staff(Right.ANNOUNCE)
@require_POST
def end(request: HttpRequest, person: Person, announcement_id: int) -> HttpResponseBase:
    """It is over."""
    return _done(
        request, person, announcement_id, end_announcement, _("Over. It is shown no more.")
    )


@staff(Right.ANNOUNCE)
@require_POST
def withdraw(request: HttpRequest, person: Person, announcement_id: int) -> HttpResponseBase:
    """It should not have been told; the message that says so takes it back."""
    undo = reverse("desk:announcement_return", args=[announcement_id])
    sentence = _("Withdrawn. No customer sees it any more.")
    return _done(request, person, announcement_id, withdraw_announcement, sentence, undo)


@staff(Right.ANNOUNCE)
@require_POST
def put_back(request: HttpRequest, person: Person, announcement_id: int) -> HttpResponseBase:
    """Shown again."""
    sentence = _("It is shown again, as long as it says.")
    return _done(request, person, announcement_id, put_back_announcement, sentence)


def _done(
    request: HttpRequest,
    person: Person,
    announcement_id: int,
    action: Callable[..., Announcement],
    sentence: str,
    undo: str = "",
) -> HttpResponseBase:
    row = announcement_for(person, announcement_id)
    try:
        action(actor=at_the_desk(person), now=timezone.now(), announcement_id=row.id)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:announcement", row.id)
    messages.success(request, sentence, extra_tags=said.tags(undo=undo))
    return redirect(PAGE)


def _edited(request: HttpRequest, person: Person, row: Announcement | None) -> HttpResponseBase:
    now, key = timezone.now(), _form_key(request)

    def apply(cleaned: Cleaned, seen: drawn.Values | None) -> None:
        save_announcement(
            actor=at_the_desk(person),
            now=timezone.now(),
            content=content_of(cleaned, person),
            announcement_id=row.id if row else None,
            drawn=seen if row else None,
            form_key=key,
        )

    def values() -> dict[str, str]:
        return values_of(announcement_for(person, row.id)) if row else _blank(request, person, now)

    editor = Editor(
        page=PAGE,
        template="desk/announcement.html",
        form=form_of(person),
        values=values,
        apply=apply,
        preview=partial(_as_customers_see_it, person),
        frame=lambda: frame(person, now, ANNOUNCEMENTS),
        wording=_wording(now),
        subject=(SUBJECT, row.id) if row else ("", 0),
        back=reverse(PAGE),
    )
    more: dict[str, Any] = {
        "row": row,
        "key": key,
        "kinds": KINDS,
        "audiences": AUDIENCES,
        "begun": row is not None and row.has_begun(now),
        "is_over": row is not None and row.is_over(now),
    }
    return edit(request, person, editor, more)


def _form_key(request: HttpRequest) -> UUID:
    """What makes one form one announcement, however often it is sent."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def _blank(request: HttpRequest, person: Person, now: datetime) -> dict[str, str]:
    """What a new one begins with: an incident of now."""
    local = now.astimezone(zone_named(provider().time_zone))
    return {
        "kind": Kind.INCIDENT,
        "begins_at": f"{local:{MOMENT}}",
        "audience": CHOSEN if person.is_limited else EVERYBODY,
    }


def _as_customers_see_it(person: Person, values: Cleaned) -> dict[str, Any]:
    """The card in each language that it is written in, and who reads it."""
    content = content_of(values, person)
    told = {ENGLISH: {"title": content.title, "text": content.text}} | content.translations
    cards = [
        (
            own_name(code),
            code,
            Announcement(
                kind=content.kind,
                begins_at=content.begins_at,
                ends_at=content.ends_at,
                **words,
            ),
        )
        for code, words in told.items()
        if words["title"] or words["text"]
    ]
    return {"cards": cards, "content": content}


def _wording(now: datetime) -> dict[str, Callable[[Any], str]]:
    """How the history says codes and moments."""
    zone = provider().time_zone

    def moment(value: str) -> str:
        at = datetime.strptime(value, MOMENT).replace(tzinfo=zone_named(zone))
        return exact(at, zone, now)

    audiences = {key: name for key, name, _help in AUDIENCES}
    return {
        "kind": lambda value: str(Kind(value).label),
        "audience": lambda value: str(audiences.get(value, value)),
        **dict.fromkeys(("begins_at", "ends_at", "withdrawn_at"), moment),
    }
