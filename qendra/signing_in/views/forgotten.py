"""A lost password: the mail with the link behind which a new one is chosen."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from qendra.accounts.selectors import person_by_address
from qendra.signing_in.actions.passwords import mail_reset_link
from qendra.signing_in.addresses import address_of
from qendra.signing_in.forms.entering import ForgottenForm


@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponseBase:
    """Ask for the link. What is answered is the same for an address that nobody has."""
    form = ForgottenForm(request.POST or None, address=address_of(request))
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        mail_reset_link(person=person_by_address(email), now=timezone.now())
        return render(request, "signing_in/forgotten_sent.html", {"email": email})
    return render(request, "signing_in/forgotten.html", {"form": form})
