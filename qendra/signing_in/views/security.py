"""Everything about one's own sign-in, on one page, and what can be done there at once."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qendra.accounts.models import Person
from qendra.accounts.second_factor import must_set_up, must_use_second_factor
from qendra.lib.errors import Refused
from qendra.signing_in.access import own
from qendra.signing_in.actions.devices import (
    follow_session,
    sign_out_device,
    sign_out_elsewhere,
)
from qendra.signing_in.actions.passwords import change_password
from qendra.signing_in.addresses import address_of
from qendra.signing_in.forms.passwords import ChangePasswordForm
from qendra.signing_in.selectors import Here, devices_of, factors_of


@require_safe
@never_cache
@own
def security(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Password, passkeys, app, codes, and where the person is signed in."""
    now = timezone.now()
    here = Here(
        session_key=request.session.session_key or "",
        address=address_of(request),
        agent=request.headers.get("user-agent", ""),
    )
    context = {
        "factors": factors_of(person),
        "devices": devices_of(person, here, now),
        "has_password": person.has_usable_password(),
        "needs_factor": must_use_second_factor(person),
        "must_set_up": must_set_up(person),
        "now": now,
    }
    return render(request, "signing_in/security.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@own
def password(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Another password, for somebody who knows the present one."""
    form = ChangePasswordForm(request.POST or None, person=person, request=request)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["password"]
        change_password(person=person, password=chosen, now=timezone.now())
        _stay(request, person)
        messages.success(request, _("Your password is changed. You are signed out elsewhere."))
        return redirect("mfa_index")
    return render(request, "signing_in/password.html", {"form": form})


@require_POST
@own
def sign_out_one(request: HttpRequest, person: Person, device_id: int) -> HttpResponseBase:
    """End one of one's own sessions."""
    try:
        sign_out_device(person=person, device_id=device_id, now=timezone.now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("The device is signed out."))
    return redirect("mfa_index")


@require_POST
@own
def sign_out_others(request: HttpRequest, person: Person) -> HttpResponseBase:
    """End all of one's sessions but this one."""
    key = request.session.session_key or ""
    sign_out_elsewhere(person=person, session_key=key, now=timezone.now())
    _stay(request, person)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("mfa_index")


def _stay(request: HttpRequest, person: Person) -> None:
    """This session goes on, with a key that nobody knew before."""
    before = request.session.session_key or ""
    update_session_auth_hash(request, person)
    follow_session(before=before, after=request.session.session_key or "")
