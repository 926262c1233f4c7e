"""The PIN with which a contact is known on the telephone."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qendra.accounts.models import Person
from qendra.catalogue.access import member_of_some_customer
from qendra.intake.phone.actions import remove_pin, set_pin
from qendra.intake.phone.selectors import pin_of
from qendra.lib.errors import Refused
from qendra.panel.forms.pin import PinForm
from qendra.panel.gate import in_the_panel, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def pin(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Set another one, or do without; the present one is shown to nobody."""
    member_of_some_customer(person)
    if "remove" in request.POST:
        remove_pin(actor=in_the_panel(person), now=timezone.now())
        messages.success(request, _("Removed. We call your number before we tell anything."))
        return redirect("panel:pin")
    form = PinForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            set_pin(actor=in_the_panel(person), now=timezone.now(), pin=form.cleaned_data["pin"])
        except Refused as refusal:
            form.add_error("pin", str(refusal))
        else:
            messages.success(request, _("Saved. Have it at hand when you call."))
            return redirect("panel:pin")
    context = {"section": "account", "form": form, "known": pin_of(person)}
    return render(request, "panel/pin.html", context, status=422 if form.errors else 200)
