"""The gate to transports: an ID in, the row or *not found* out."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from qendra.paging.models import Page, Purpose, Transport


def transport_of(transport_id: int) -> Transport:
    """A transport, for whoever administers."""
    return get_object_or_404(Transport, id=transport_id)


def transport_test_of(page_id: int) -> Page:
    """A test of a transport, for whoever administers."""
    tests = Page.objects.select_related("transport").filter(purpose=Purpose.TEST)
    return get_object_or_404(tests, id=page_id)
