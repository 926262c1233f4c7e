"""What service managers and load balancers ask: does it live, and may it be given visitors."""

from __future__ import annotations

from django.db.utils import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from qendra.project.schema import pending_migrations

READY = "Ready."
NO_DATABASE = "Not ready: the database cannot be reached."
NOT_MIGRATED = "Not ready: the database is not up to date; run qendra migrate."


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while this process answers. Asks no database: its trouble is no reason to restart us."""
    return _said("Alive.", 200)


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database is reachable and up to date; 503 with one plain sentence else."""
    try:
        pending = pending_migrations()
    except (DatabaseError, InterfaceError):
        return _said(NO_DATABASE, 503)
    return _said(NOT_MIGRATED, 503) if pending else _said(READY, 200)


def _said(sentence: str, status: int) -> HttpResponse:
    """Plain English for machines and their keepers; what it says holds for this moment only."""
    answer = HttpResponse(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")
    answer["Cache-Control"] = "no-store"
    return answer
