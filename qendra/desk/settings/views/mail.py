"""Mail in and out: where it comes in, by what it leaves, and a test of both."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.accounts.selectors import staff_with_right
from qendra.catalogue.actions.mail import TEST, duty_values, send_test_mail, set_duty_manager
from qendra.catalogue.actions.provider import SUBJECT
from qendra.catalogue.selectors import provider
from qendra.desk.gate import at_the_desk, staff
from qendra.desk.settings.page import Cleaned, Editor, edit, settings_frame
from qendra.desk.settings.registry import setting
from qendra.intake.email.selectors import has_come_back, last_mail_at
from qendra.lib import drawn
from qendra.outbox.models import Message, State
from qendra.outbox.selectors import message_of

MAIL = "settings:mail"
# What a server, or the lack of one, says: words in it, and what they mean for whoever reads.
TROUBLES = (
    ("refused", gettext_lazy("Nothing listens there. Look at the name and the port.")),
    ("not known", gettext_lazy("There is no server of that name. Look for a typing error.")),
    ("name resolution", gettext_lazy("There is no server of that name. Look for a typing error.")),
    ("timed out", gettext_lazy("The server does not answer. A firewall may stand in between.")),
    ("certificate", gettext_lazy("The server's certificate is not trusted, or not for its name.")),
    ("starttls", gettext_lazy("The server offers no STARTTLS.")),
    ("535", gettext_lazy("The server does not accept the user or the password.")),
    ("530", gettext_lazy("The server wants a user and a password.")),
    ("relay", gettext_lazy("The server does not send for us. It must allow this machine.")),
    ("sender", gettext_lazy("The server does not accept our support address as a sender.")),
    ("recipient", gettext_lazy("The server does not know the address that you entered.")),
    ("mailbox", gettext_lazy("The server does not know the address that you entered.")),
)


class MailTestForm(forms.Form):
    """To whom the test goes."""

    to_address = forms.EmailField(
        label=gettext_lazy("Send a test mail to"),
        help_text=gettext_lazy(
            "Your own address shows that mails leave. The support address shows, where mail in is"
            " set up, that they come in as well."
        ),
        widget=forms.EmailInput(attrs={"dir": "ltr"}),
    )


class DutyForm(forms.Form):
    """Who stands in."""

    duty_manager = forms.ModelChoiceField[Person](
        label=gettext_lazy("Duty manager"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nobody"),
        help_text=gettext_lazy("Somebody of the staff with an e-mail address."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        people = staff_with_right(Right.SEE).exclude(email=None)
        self.fields["duty_manager"].queryset = people  # type: ignore[attr-defined]  # a choice of rows


@staff(Right.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def mail(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Where mail comes in and by what it leaves; a test is queued like any other mail."""
    form, status = MailTestForm(initial={"to_address": person.email}), 200
    if request.method == "POST":
        form, status = MailTestForm(request.POST), 422
        if form.is_valid():
            to = form.cleaned_data["to_address"]
            sent = send_test_mail(actor=at_the_desk(person), now=timezone.now(), to_address=to)
            return redirect("settings:mail_test", sent.id)
    context = settings_frame(person, MAIL) | {
        "setting": setting(MAIL),
        "form": form,
        "support_address": provider().support_address,
        "lmtp": f"{settings.BIND}:{settings.LMTP_PORT}",
        "smtp": f"{settings.BIND}:{settings.SMTP_PORT}",
        "relay": _relay(),
        "last_mail_at": last_mail_at(),
    }
    return render(request, "desk/settings/mail.html", context, status=status)


@staff(Right.ADMINISTER)
@require_safe
def mail_test(request: HttpRequest, person: Person, message_id: int) -> HttpResponseBase:
    """What became of a test: it waits, has left, came back, or failed, in a clear sentence."""
    message = message_of(TEST, message_id)
    if message is None:
        raise Http404
    context = settings_frame(person, MAIL) | {"message": message, **_result(message)}
    return render(request, "desk/settings/mail_test.html", context)


def _relay() -> str:
    return f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}" if settings.EMAIL_HOST else ""


def _result(message: Message) -> dict[str, Any]:
    has_failed = bool(message.last_error) or message.state == State.DEAD
    is_to_us = message.to_address == provider().support_address
    came_back = is_to_us and has_come_back(message.message_id)
    has_left = message.state == State.SENT
    return {
        "relay": _relay(),
        "has_left": has_left,
        "has_failed": has_failed and not has_left,
        "is_to_us": is_to_us,
        "has_come_back": came_back,
        # A mail that left is waited for only where it has to come back to us.
        "is_at_work": bool(_relay()) and not came_back and (not has_left or is_to_us),
        "meaning": meaning_of(message.last_error),
    }


def meaning_of(error: str) -> str:
    """What an error of a mail server means, and what to do."""
    said = error.lower()
    found = next((told for words, told in TROUBLES if words in said), None)
    return str(found or _("The server did not take it; its own words say why.")) if error else ""


@staff(Right.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def duty(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Who stands in where a level of escalation has nobody."""

    def apply(cleaned: Cleaned, seen: drawn.Values | None) -> None:
        chosen = cleaned["duty_manager"]
        set_duty_manager(actor=at_the_desk(person), now=timezone.now(), person=chosen, drawn=seen)

    editor = Editor(
        page="settings:duty",
        template="desk/settings/form.html",
        form=DutyForm,
        values=lambda: duty_values(provider()),
        apply=apply,
        subject=SUBJECT,
    )
    return edit(request, person, editor)
