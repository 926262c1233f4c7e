"""The Documents tab of a service: its welcome message and its escalation matrix (S5, E1)."""

from __future__ import annotations

from io import BytesIO

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qendra.accounts.models import Person
from qendra.catalogue.models.services import ServiceState
from qendra.documents.press import pdf_of
from qendra.documents.shelf import document_of, documents_of
from qendra.files.responses import as_download
from qendra.panel.gate import own_service, signed_in


@require_safe
@signed_in
def documents(request: HttpRequest, person: Person, code: str) -> HttpResponseBase:
    """What there is, with version and date."""
    own = own_service(person, code)
    context = {
        "section": "services",
        "service": own.service,
        "may_report": own.may_report,
        "open_tickets": own.open_tickets,
        "documents": documents_of(own.service),
        "is_ordered": own.service.state == ServiceState.ORDERED,
    }
    return render(request, "panel/documents.html", context)


@require_safe
@signed_in
def document(request: HttpRequest, person: Person, code: str, name: str) -> HttpResponseBase:
    """One of them as PDF, in the reader's language."""
    found = document_of(own_service(person, code).service, name)
    if found is None:
        raise Http404
    return as_download(BytesIO(pdf_of(found.paper())), found.filename, "application/pdf")
