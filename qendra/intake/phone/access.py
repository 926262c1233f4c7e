"""The gate to calls: staff and a key → call, or 404."""

from __future__ import annotations

from django.http import Http404

from qendra.accounts.models import Person
from qendra.catalogue.access import customers_seen
from qendra.intake.phone.models import PhoneCall, PhoneSystem
from qendra.intake.phone.selectors import who_calls


def phone_call_for(person: Person, call_id: int) -> PhoneCall:
    """One call; who is limited to some customers sees only those of their numbers."""
    call = PhoneCall.objects.select_related("taken_by").filter(id=call_id).first()
    if call is None or (customers_seen(person) is not None and not who_calls(call, person)):
        raise Http404
    return call


def phone_system(system_id: int) -> PhoneSystem:
    """One telephone system; the caller has checked who asks."""
    system = PhoneSystem.objects.filter(id=system_id).first()
    if system is None:
        raise Http404
    return system
