"""Files of a ticket."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from qendra.accounts.models import Person
from qendra.files.responses import download
from qendra.panel.gate import signed_in
from qendra.tickets.access import customer_attachment


@require_safe
@signed_in
def file(request: HttpRequest, person: Person, attachment_id: int) -> HttpResponseBase:
    """The file, if it stands on a ticket of theirs and was meant for them."""
    attachment = customer_attachment(person, attachment_id)
    return download(attachment.file, attachment.filename, attachment.content_type)
