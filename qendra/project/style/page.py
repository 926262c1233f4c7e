"""Every part of the design system in every state, on one page for staff."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.desk.gate import staff
from qendra.project.style.specimens import shown_in

# Name of the template and what it shows, in the order of the page.
SECTIONS = {
    "foundations": _("Colours, type and space"),
    "actions": _("Buttons and menus"),
    "forms": _("Forms"),
    "badges": _("Badges, marks and people"),
    "clocks": _("Clocks and the ladder"),
    "lists": _("Tables and lists"),
    "conversation": _("Timeline and composer"),
    "messages": _("Messages and dialogs"),
    "workplace": _("The desk"),
    "figures": _("Cards and figures"),
}


@dataclass(frozen=True)
class Pane:
    """One look: light or dark, and the language that it is drawn in."""

    name: str
    scheme: str
    language: str

    @property
    def direction(self) -> str:
        return "rtl" if translation.get_language_info(self.language)["bidi"] else "ltr"


@staff(Right.SEE)
@require_safe
def style(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Light, dark and right-to-left beside each other; ``?face=desk`` as dense as the desk."""
    face = "desk" if request.GET.get("face") == "desk" else "panel"
    panes = list(_panes(timezone.now(), translation.get_language() or "en"))
    return render(request, "style.html", {"face": face, "sections": SECTIONS, "panes": panes})


def _panes(now: datetime, language: str) -> Iterator[tuple[Pane, dict[str, Any]]]:
    looks = [
        Pane("light", "light", language),
        Pane("dark", "dark", language),
        Pane("mirrored", "light", "ar"),
    ]
    for number, pane in enumerate(looks, start=1):
        with translation.override(pane.language):
            yield pane, shown_in(pane.name, number, now)
