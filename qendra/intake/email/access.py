"""The gate to mails: staff + id → mail, or 404."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from qendra.accounts.access import staff_with
from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.intake.email.models import RawMail


def triage_mail(user: Person | AnonymousUser, mail_id: int, right: Right = Right.WORK) -> RawMail:
    """One mail, whatever became of it, for staff who have the right; never for customers."""
    staff_with(user, right)
    row = (
        RawMail.objects.select_related("ticket", "seems_to_be", "settled_by")
        .filter(id=mail_id)
        .first()
    )
    if row is None:
        raise Http404
    return row
