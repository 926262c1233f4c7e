"""The Documents tab of a service: its welcome message and its escalation matrix (S5, E1)."""

from __future__ import annotations

from io import BytesIO

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from qendra.accounts.actor import Actor
from qendra.accounts.models import Person
from qendra.catalogue.models import Service
from qendra.catalogue.models.services import ServiceState
from qendra.documents.actions.receiving import confirm_receipt, fetch_document
from qendra.documents.issued import versions_of
from qendra.documents.matrix import filename_of
from qendra.documents.models import Issue
from qendra.documents.press import pdf_of
from qendra.documents.selectors import issue_of
from qendra.documents.shelf import document_of, documents_of
from qendra.files.responses import as_download
from qendra.files.storage import open_file
from qendra.panel.gate import in_the_panel, own_service, signed_in


@require_safe
@signed_in
def documents(request: HttpRequest, person: Person, code: str) -> HttpResponseBase:
    """What there is, with version and date; of the matrix every version, and who received it."""
    own = own_service(person, code)
    context = {
        "section": "services",
        "service": own.service,
        "may_report": own.may_report,
        "open_tickets": own.open_tickets,
        "documents": documents_of(own.service),
        "versions": versions_of(own.service, person),
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
    if found.issue:
        return fetched(in_the_panel(person), found.issue)
    return as_download(BytesIO(pdf_of(found.paper())), found.filename, "application/pdf")


@require_safe
@signed_in
def version(request: HttpRequest, person: Person, code: str, version: int) -> HttpResponseBase:
    """One version of the escalation matrix, as it was issued."""
    issue = _issue(own_service(person, code).service, version)
    return fetched(in_the_panel(person), issue)


@require_POST
@signed_in
def receipt(request: HttpRequest, person: Person, code: str, version: int) -> HttpResponseBase:
    """A recipient says that it has arrived."""
    issue = _issue(own_service(person, code).service, version)
    if not confirm_receipt(actor=in_the_panel(person), now=timezone.now(), issue=issue):
        raise Http404
    messages.success(request, _("Thank you. We know now that you have received it."))
    return redirect("panel:documents", code)


def fetched(actor: Actor, issue: Issue) -> HttpResponseBase:
    """The file of an issue in the language of the page, noted for who fetches it."""
    language = get_language() or "en"
    copy = fetch_document(actor=actor, now=timezone.now(), issue=issue, language=language)
    with open_file(copy.file_id) as file:
        return as_download(BytesIO(file.read()), filename_of(issue), "application/pdf")


def _issue(service: Service, version: int) -> Issue:
    issue = issue_of(service, version)
    if issue is None:
        raise Http404
    return issue
