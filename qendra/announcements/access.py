"""The gate to announcements: whoever may announce, and of limited staff only their customers'."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.announcements.models import Announcement
from qendra.catalogue.access import customers_seen
from qendra.catalogue.models import Customer, Service

User = Person | AnonymousUser


def announcements_for(user: User) -> QuerySet[Announcement]:
    """All that this person may write and change.

    Who is limited to some customers has no business with what others read as well.
    """
    if not isinstance(user, Person) or not user.has_right(Right.ANNOUNCE):
        return Announcement.objects.none()
    seen = customers_seen(user)
    if seen is None:
        return Announcement.objects.all()
    customers = Customer.objects.exclude(id__in=seen)
    services = Service.objects.filter(customer__in=customers)
    return (
        Announcement.objects.filter(is_for_all=False)
        .exclude(pk__in=Announcement.objects.filter(customers__in=customers).values("pk"))
        .exclude(pk__in=Announcement.objects.filter(services__in=services).values("pk"))
    )


def announcement_for(user: User, announcement_id: int) -> Announcement:
    """One of them; else 404."""
    found = announcements_for(user).filter(id=announcement_id).first()
    if found is None:
        raise Http404
    return found
