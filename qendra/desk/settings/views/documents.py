"""Escalation documents: whether they name people, which did not arrive, and those of a service."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.catalogue.access import service_for
from qendra.catalogue.actions.provider import SUBJECT, set_names_holders
from qendra.catalogue.selectors import provider
from qendra.desk.gate import at_the_desk, staff
from qendra.desk.settings.page import Cleaned, Editor, edit, settings_frame
from qendra.desk.settings.registry import setting
from qendra.documents.issued import versions_of
from qendra.documents.selectors import troubles
from qendra.lib import drawn

DOCUMENTS = "settings:documents"
ROLES, NAMES = "roles", "names"
NAMES_OF_CHOICES = {
    ROLES: gettext_lazy("Roles only; every level is reached through the centre"),
    NAMES: gettext_lazy("Names, telephone numbers and addresses of the holders"),
}


class DocumentsForm(forms.Form):
    """What the documents say of the people on the ladder."""

    names_holders = forms.ChoiceField(
        label=gettext_lazy("What the escalation matrix says of the people"),
        choices=list(NAMES_OF_CHOICES.items()),
        help_text=gettext_lazy(
            "Another choice is another version of every document: each is issued and sent anew."
        ),
    )


@staff(Right.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def documents(request: HttpRequest, person: Person) -> HttpResponseBase:
    """What documents say of people, and the documents that did not arrive."""

    def apply(cleaned: Cleaned, seen: drawn.Values | None) -> None:
        set_names_holders(
            actor=at_the_desk(person),
            now=timezone.now(),
            names_holders=cleaned["names_holders"] == NAMES,
            drawn=seen,
        )

    editor = Editor(
        page=DOCUMENTS,
        template="desk/settings/documents.html",
        form=DocumentsForm,
        values=_values,
        apply=apply,
        wording={"names_holders": lambda value: str(NAMES_OF_CHOICES.get(value, value))},
        subject=SUBJECT,
    )
    return edit(request, person, editor, {"troubles": troubles()})


def _values() -> dict[str, str]:
    return {"names_holders": NAMES if provider().names_holders else ROLES}


@staff(Right.ADMINISTER)
@require_safe
def of_service(request: HttpRequest, person: Person, code: str) -> HttpResponseBase:
    """Every version of a service's escalation matrix, and how far each came to whom."""
    service = service_for(person, code)
    context: dict[str, Any] = settings_frame(person, DOCUMENTS) | {
        "setting": setting(DOCUMENTS),
        "service": service,
        "versions": versions_of(service),
        "headline": _("Escalation matrix of %(service)s") % {"service": service.code},
    }
    return render(request, "desk/settings/service_documents.html", context)
