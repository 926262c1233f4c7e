"""The customer's own people and their rights, managed by the customer."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qendra.accounts.models import Person
from qendra.catalogue.access import managed_customer, managed_customers, managed_membership
from qendra.catalogue.actions.members import (
    PEOPLE_OF_CUSTOMER,
    change_member_rights,
    invite_again,
    invite_member,
    remove_member,
)
from qendra.catalogue.models import Customer, Membership
from qendra.catalogue.selectors import people_of
from qendra.history.models import Change
from qendra.history.selectors import ShownChange, changes_of, shown
from qendra.lib.errors import Refused
from qendra.panel.forms.people import AT_FIRST, RIGHTS, InviteForm, RightsForm
from qendra.panel.gate import in_the_panel, signed_in

GET_AND_POST = ["GET", "HEAD", "POST"]
NAMES = {str(right): name for right, name, _help in RIGHTS}
MOST_CHANGES = 20


@require_safe
@signed_in
def people(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Everybody, by customer where the person manages several, and what was changed."""
    customers = managed_customers(person)
    found = {
        customer: list(theirs)
        for customer, theirs in groupby(people_of(customers), key=lambda each: each.customer)
    }
    groups = [
        {"customer": each, "people": _shown(found.get(each, [])), "changes": _changes(each)}
        for each in customers
    ]
    return render(request, "panel/people.html", {"section": "people", "groups": groups})


@require_http_methods(GET_AND_POST)
@signed_in
def invite(request: HttpRequest, person: Person, customer_id: int) -> HttpResponseBase:
    """Invite a colleague."""
    customer = managed_customer(person, customer_id)
    initial = {"rights": [str(each) for each in AT_FIRST], "language": get_language()}
    form = InviteForm(request.POST or None, initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        try:
            invite_member(
                actor=in_the_panel(person),
                now=timezone.now(),
                customer_id=customer.id,
                name=given["name"],
                email=given["email"],
                rights=given["rights"],
                language=given["language"],
            )
        except Refused as refusal:
            form.add_error("email", str(refusal))
        else:
            told = _("Invited: a mail with the way in is on its way to %(email)s.")
            messages.success(request, told % {"email": given["email"]})
            return redirect("panel:people")
    context = {"section": "people", "customer": customer, "form": form}
    return render(request, "panel/invite.html", context)


@require_http_methods(GET_AND_POST)
@signed_in
def member(request: HttpRequest, person: Person, membership_id: int) -> HttpResponseBase:
    """What one of them may do."""
    membership = managed_membership(person, membership_id)
    form = RightsForm(request.POST if request.method == "POST" else None)
    form.initial = {"rights": membership.rights}
    if form.is_valid():
        try:
            change_member_rights(
                actor=in_the_panel(person),
                now=timezone.now(),
                membership=membership,
                rights=form.cleaned_data["rights"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            told = _("Saved. %(name)s may do what you ticked from now on.")
            messages.success(request, told % {"name": membership.person.name})
            return redirect("panel:people")
    context = {"section": "people", "membership": membership, "form": form}
    context["is_waiting"] = not membership.person.has_usable_password()
    return render(request, "panel/member.html", context)


@require_http_methods(GET_AND_POST)
@signed_in
def removal(request: HttpRequest, person: Person, membership_id: int) -> HttpResponseBase:
    """Remove one of them: asked once, because a new invitation would be needed to undo it."""
    membership = managed_membership(person, membership_id)
    if request.method == "POST":
        try:
            remove_member(actor=in_the_panel(person), now=timezone.now(), membership=membership)
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return redirect("panel:member", membership.id)
        told = _("%(name)s is no longer one of your people. Their tickets and words stay.")
        messages.success(request, told % {"name": membership.person.name})
        return redirect("panel:overview" if membership.person == person else "panel:people")
    context = {"section": "people", "membership": membership}
    return render(request, "panel/removal.html", context)


@require_POST
@signed_in
def invitation(request: HttpRequest, person: Person, membership_id: int) -> HttpResponseBase:
    """Send the invitation again."""
    membership = managed_membership(person, membership_id)
    try:
        invite_again(actor=in_the_panel(person), now=timezone.now(), membership=membership)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        told = _("Sent again, to %(email)s.") % {"email": membership.person.email}
        messages.success(request, told)
    return redirect("panel:people")


def _shown(members: list[Membership]) -> list[dict[str, Any]]:
    return [
        {
            "membership": each,
            "rights": [NAMES[right] for right in NAMES if right in each.rights],
            "is_waiting": not each.person.has_usable_password(),
        }
        for each in members
    ]


def _changes(customer: Customer) -> list[ShownChange]:
    changes = changes_of(PEOPLE_OF_CUSTOMER, customer.id, MOST_CHANGES)
    wording = {name: _rights_said for change in changes for name in _fields_of(change)}
    return shown(changes, {}, wording)


def _fields_of(change: Change) -> set[str]:
    return {*change.before, *change.after}


def _rights_said(rights: list[str]) -> str:
    return ", ".join(str(NAMES.get(right, right)) for right in rights)
