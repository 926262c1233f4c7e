"""The set-up: the first administrator, the steps, and the two that have pages of their own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.catalogue.access import services_of
from qendra.catalogue.actions.setup import (
    add_first_customer,
    confirm_step,
    create_first_administrator,
    make_first_team,
)
from qendra.catalogue.selectors import provider
from qendra.desk.gate import at_the_desk, staff
from qendra.desk.settings.forms import MONO
from qendra.desk.settings.page import settings_frame
from qendra.desk.settings.setup import STEPS, is_good, steps_done
from qendra.lib.errors import Refused
from qendra.tickets.selectors import has_tickets

PAGE = "settings:setup"
COLLEAGUES = range(1, 4)
Methods = require_http_methods(["GET", "HEAD", "POST"])


class FirstForm(forms.Form):
    """Who runs this installation."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=200)
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"), help_text=gettext_lazy("You sign in with it.")
    )
    password = forms.CharField(
        label=gettext_lazy("A password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password)
        return password


class TeamForm(forms.Form):
    """The first line: yourself and colleagues."""

    name = forms.CharField(
        label=gettext_lazy("Name of the team"),
        max_length=100,
        initial=gettext_lazy("First line"),
        help_text=gettext_lazy("New tickets go to it."),
    )
    stands_in = forms.BooleanField(
        label=gettext_lazy("I am the duty manager for now"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Told where a level of escalation has nobody else."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for number in COLLEAGUES:
            self.fields[f"name_{number}"] = forms.CharField(
                label=_("Colleague"), required=False, max_length=200
            )
            self.fields[f"email_{number}"] = forms.EmailField(
                label=_("E-mail"), required=False, widget=forms.EmailInput(attrs={"dir": "ltr"})
            )

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"name_{number}"], self[f"email_{number}"]) for number in COLLEAGUES]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        colleagues = []
        for number in COLLEAGUES:
            name, email = given.get(f"name_{number}"), given.get(f"email_{number}")
            if name and email:
                colleagues.append((name, email))
            elif name or email:
                lacking = "email" if name else "name"
                self.add_error(f"{lacking}_{number}", _("Both are needed: name and e-mail."))
        given["colleagues"] = colleagues
        return given


class CustomerForm(forms.Form):
    """One customer, one contact, one service."""

    customer = forms.CharField(label=gettext_lazy("Name of the customer"), max_length=200)
    external_id = forms.CharField(
        label=gettext_lazy("External ID"),
        max_length=100,
        help_text=gettext_lazy("What your books call the customer; it is found again by this."),
        widget=forms.TextInput(attrs=MONO),
    )
    contact = forms.CharField(label=gettext_lazy("A contact there"), max_length=200)
    email = forms.EmailField(
        label=gettext_lazy("The contact's e-mail"),
        help_text=gettext_lazy("An invitation with a link to set a password goes there."),
        widget=forms.EmailInput(attrs={"dir": "ltr"}),
    )
    service_id = forms.CharField(
        label=gettext_lazy("Service ID"),
        max_length=40,
        help_text=gettext_lazy("Letters, digits and hyphens, as on the welcome message."),
        widget=forms.TextInput(attrs=MONO),
    )
    service = forms.CharField(label=gettext_lazy("What the service is"), max_length=200)
    joins = forms.BooleanField(
        label=gettext_lazy("Make me a contact there too"),
        required=False,
        initial=True,
        help_text=gettext_lazy("So that you see the panel as the customer does."),
    )

    def records(self) -> dict[str, dict[str, str]]:
        """What was entered, as records of three kinds."""
        given = self.cleaned_data
        owner, zone = given["external_id"], provider().time_zone
        code = given["service_id"].strip().upper()
        return {
            "customers": {"external_id": owner, "name": given["customer"], "time_zone": zone},
            "contacts": {"customer": owner, "name": given["contact"], "email": given["email"]},
            "services": {
                "service_id": code,
                "name": given["service"],
                "customer": owner,
                "product": code.partition("-")[0][:20],
            },
        }


@never_cache
@Methods
def first_administrator(request: HttpRequest, token: str) -> HttpResponseBase:
    """Make the first administrator, by the link that the terminal shows; else there is no page."""
    if not is_good(token, timezone.now()):
        raise Http404
    form, status = FirstForm(), 200
    if request.method == "POST":
        form, status = FirstForm(request.POST), 422
        if form.is_valid():
            try:
                person = create_first_administrator(now=timezone.now(), **form.cleaned_data)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                login(request, person)
                return redirect(PAGE)
    return render(request, "desk/settings/first.html", {"form": form}, status=status)


@staff(Right.ADMINISTER)
@Methods
def setup(request: HttpRequest, person: Person) -> HttpResponseBase:
    """All steps, ticked as far as they are done; a step may also be ticked as it is."""
    if request.method == "POST":
        confirm_step(actor=at_the_desk(person), step=request.POST.get("step", ""))
        return redirect(PAGE)
    done = steps_done()
    upcoming = next((step.key for step in STEPS if step.key not in done), "")
    service = services_of(person).order_by("id").first()
    context = settings_frame(person, PAGE) | {
        "steps": [(step, step.key in done, step.key == upcoming) for step in STEPS],
        "done": len(done & {step.key for step in STEPS}),
        "of": len(STEPS),
        "service": service,
        "has_ticket": has_tickets(),
        "is_ready": not upcoming,
    }
    return render(request, "desk/settings/setup.html", context)


@staff(Right.ADMINISTER)
@Methods
def team(request: HttpRequest, person: Person) -> HttpResponseBase:
    """The team that new tickets go to."""

    def apply(form: forms.Form) -> None:
        given = form.cleaned_data
        make_first_team(
            actor=at_the_desk(person),
            now=timezone.now(),
            name=given["name"],
            colleagues=given["colleagues"],
            stands_in=given["stands_in"],
        )

    return _step(request, person, TeamForm, "desk/settings/setup_team.html", apply)


@staff(Right.ADMINISTER)
@Methods
def customer(request: HttpRequest, person: Person) -> HttpResponseBase:
    """The first customer by one form."""

    def apply(form: CustomerForm) -> None:
        add_first_customer(
            actor=at_the_desk(person),
            now=timezone.now(),
            records=form.records(),
            joins=form.cleaned_data["joins"],
        )

    return _step(request, person, CustomerForm, "desk/settings/setup_customer.html", apply)


def _step(
    request: HttpRequest,
    person: Person,
    form_class: type[Any],
    template: str,
    apply: Any,  # noqa: ANN401 (one of two)
) -> HttpResponseBase:
    form, status = form_class(), 200
    if request.method == "POST":
        form, status = form_class(request.POST), 422
        if form.is_valid():
            try:
                apply(form)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Done."))
                return redirect(PAGE)
    context = settings_frame(person, PAGE) | {"form": form}
    return render(request, template, context, status=status)
