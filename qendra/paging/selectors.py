"""Reading transports and what went by them."""

from __future__ import annotations

from django.db.models import QuerySet

from qendra.paging.models import Page, Transport


def transports() -> QuerySet[Transport]:
    """All, by name."""
    return Transport.objects.order_by("name")


def latest_pages(transport: Transport, limit: int) -> list[Page]:
    """What last went by it, the newest first, with its attempts."""
    pages = Page.objects.filter(transport=transport).prefetch_related("log")
    return list(pages.order_by("-id")[:limit])
