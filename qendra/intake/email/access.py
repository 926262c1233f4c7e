"""The gate to mails: staff + id → mail, or 404."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import Http404

from qendra.accounts.access import staff_with
from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.catalogue.access import customers_seen
from qendra.catalogue.models import Membership
from qendra.intake.email.models import RawMail
from qendra.intake.email.selectors import mails_in_triage


def triage_mail(user: Person | AnonymousUser, mail_id: int, right: Right = Right.WORK) -> RawMail:
    """One mail, whatever became of it, for staff who have the right; never for customers."""
    person = staff_with(user, right)
    row = (
        RawMail.objects.select_related("ticket", "seems_to_be", "settled_by")
        .filter(_seen_by(person), id=mail_id)
        .first()
    )
    if row is None:
        raise Http404
    return row


def mails_to_place(person: Person) -> QuerySet[RawMail]:
    """What waits in triage, the oldest first, of what this member of staff may see."""
    return mails_in_triage().filter(_seen_by(person))


def _seen_by(person: Person) -> Q:
    """Whoever is limited to customers sees what is of them, or comes from their contacts.

    A mail of somebody unknown is nobody's yet: for those who see all.
    """
    seen = customers_seen(person)
    if seen is None:
        return Q()
    # Read first, so that the database sees plain addresses.
    contacts = Membership.objects.filter(customer__in=seen, person__email__isnull=False)
    addresses = list(contacts.values_list("person__email", flat=True).distinct())
    return (
        Q(ticket__customer__in=seen)
        | Q(seems_to_be__customer__in=seen)
        | Q(ticket__isnull=True, seems_to_be__isnull=True, from_address__in=addresses)
    )
