"""What contacts are told about their PIN."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from qendra.accounts.models import Person
from qendra.catalogue.notices import tell_about_access


def tell_pin_changed(person: Person, *, by_us: bool, is_gone: bool, now: datetime) -> None:
    """That their PIN is another one, or gone. Nobody without an address is told."""
    if not person.email:
        return
    with translation.override(person.language):
        subject = _("Your telephone PIN was changed")
    tell_about_access(
        person,
        purpose="pin_changed",
        subject=subject,
        template="phone/mail/pin_changed.txt",
        told={
            "by_us": by_us,
            "is_gone": is_gone,
            "at": now,
            "pin_url": str(settings.BASE_URL) + reverse("panel:pin"),
        },
        now=now,
    )
