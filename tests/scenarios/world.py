"""The whole of Qendra in one process: people at their browsers, raw mails, and a driven clock."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone

from qendra.accounts.models import Person
from qendra.desk.actions.holding import release_due
from qendra.desk.models import Held
from qendra.escalation.actions.defaults import install_default_matrix
from qendra.intake.email.actions import store_mail
from qendra.intake.email.models import RawMail, Way
from qendra.jobs import escalate, lifecycle
from qendra.jobs import mail as mail_loop
from qendra.lib import ticket_id
from qendra.outbox.models import Message
from qendra.tickets.models import Ticket
from tests.cast import NOW, PASSWORD, Cast
from tests.intake.email.letters import SUPPORT, answer_to, letter


class World:
    """Time stands still until ``passes`` is called; then the worker does what is due."""

    def __init__(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        self.cast = cast
        self.now = NOW
        monkeypatch.setattr(timezone, "now", lambda: self.now)
        cast.provider.duty_manager = cast.hana
        cast.provider.save()
        install_default_matrix(now=NOW)

    def passes(self, **span: float) -> None:
        """Let this time pass (``minutes=5``), looking every quarter of an hour what is due."""
        until = self.now + timedelta(**span)
        while self.now < until:
            self.now = min(self.now + timedelta(minutes=15), until)
            self.work()

    def work(self) -> None:
        """What the worker does at this moment, but sending."""
        loops = (mail_loop.run_once, lifecycle.run_once, escalate.run_once)
        while any(loop(now=self.now) for loop in loops):
            pass

    def browser(self, person: Person) -> Client:
        """A browser in which the person has signed in as people do."""
        client = Client()
        form = {"username": person.email, "password": PASSWORD}
        assert client.post("/sign-in/", form).status_code == 302
        return client

    def mail(self, person: Person, text: str, *, subject: str = "Fault", **more: str) -> Ticket:
        """A mail of this person arrives; the ticket that it landed on."""
        row = self.raw(letter(str(person.email), text, subject=subject, date=self.now, **more))
        assert row.ticket is not None, row.reason
        return row.ticket

    def answer(self, person: Person, message: Message, text: str) -> Ticket:
        """A plain reply to one of our mails, as a mail program writes it."""
        row = self.raw(answer_to(message, str(person.email), text))
        assert row.ticket is not None, row.reason
        return row.ticket

    def raw(self, content: bytes) -> RawMail:
        """A raw mail arrives and is worked off."""
        row = store_mail(
            raw=content, envelope_from=None, envelope_to=[SUPPORT], way=Way.LMTP, now=self.now
        )
        self.work()
        row.refresh_from_db()
        return row

    def mails_to(self, person: Person, purpose: str = "") -> list[Message]:
        """What waits to leave for somebody, oldest first."""
        mails = Message.objects.filter(to_address=person.email).order_by("id")
        return list(mails.filter(purpose=purpose) if purpose else mails)

    def shown_id(self, ticket: Ticket) -> str:
        return ticket_id.shown(ticket.number, self.cast.provider.ticket_prefix)

    def level_of(self, ticket: Ticket) -> list[tuple[int, str]]:
        """The steps that a ticket has taken and why."""
        steps = ticket.escalation_run.steps.order_by("level")
        return list(steps.values_list("level", "cause"))


def at_desk(client: Client, ticket: Ticket, page: str, **fields: object) -> None:
    """Send a form of the ticket's page on the desk, drawn a moment ago; it must be taken."""
    fresh = Ticket.objects.get(id=ticket.id)
    last = fresh.entries.order_by("-id")[0]
    form = {"version": fresh.version, "seen": last.id, "token": token_of(client, ticket), **fields}
    response = client.post(f"/desk/tickets/{ticket.number}/{page}/", form)
    assert response.status_code == 302, response.content.decode()[:2000]
    # As if nobody had waited for it, so that every clock stands on the moment of the form.
    for held in Held.objects.all():
        Held.objects.update(due_at=held.created_at)
        release_due(now=held.created_at)
    ticket.refresh_from_db()


def token_of(client: Client, ticket: Ticket) -> str:
    """The token of a freshly drawn form of the ticket's page."""
    page = client.get(f"/desk/tickets/{ticket.number}/").content.decode()
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found
    return found[1]


def link_in(message: Message, page: str) -> str:
    """The path of the link to one of our pages in a mail."""
    found = re.search(rf"https?://[^/\s]+(/{page}/\S+)", message.text)
    assert found, message.text
    return found[1]


def landed(response: HttpResponseBase) -> Ticket:
    """The ticket to whose page a form led."""
    number = re.sub(r"\D", "", response["Location"].partition("/tickets/")[2].split("/")[0])
    return Ticket.objects.get(number=number)
