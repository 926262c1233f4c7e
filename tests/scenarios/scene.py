"""Things of Northwind, reported by Alba: what a stranger would like to see and touch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from qendra.accounts.password_links import new_password_url
from qendra.catalogue.actions.importing import take_file
from qendra.catalogue.actions.mail import send_test_mail
from qendra.catalogue.models import Import
from qendra.catalogue.records import KINDS
from qendra.documents.models import Receipt
from qendra.documents.notices import receipt_url
from qendra.escalation.actions.defaults import install_default_matrix
from qendra.escalation.actions.sweeps import catch_up, step_due
from qendra.escalation.addresses import acknowledge_url
from qendra.escalation.models import Step
from qendra.files.actions import keep_file
from qendra.intake.email.actions import store_mail
from qendra.intake.email.models import RawMail, Way
from qendra.intake.email.models import State as MailState
from qendra.jobs.mail import run_once
from qendra.lib import ticket_id
from qendra.outbox.models import Message
from qendra.outbox.models import State as OutboxState
from qendra.satisfaction.actions import ask_about_closed
from qendra.satisfaction.addresses import rate_url
from qendra.tickets.actions.conversation import add_note
from qendra.tickets.actions.merging import merge_ticket
from qendra.tickets.actions.moving import move_ticket
from qendra.tickets.actions.writing import KeptFile, Words
from qendra.tickets.addresses import confirm_url, deferral_url
from qendra.tickets.models import Attachment, Ticket
from qendra.tickets.states import State
from qendra.webhooks.actions.managing import create_webhook
from qendra.webhooks.models import Webhook
from tests.cast import Cast, desk, opened
from tests.documents.issuing import issued, newest
from tests.tickets.deferrals import may_wait


@dataclass(frozen=True)
class Scene:
    """An escalated ticket with a file for the customer and an internal one; one resolved.

    ``closed`` is closed, and Alba was asked how our help was.

    ``proposed`` may wait: Elira asked, and Alba was sent a link; ``asked`` may wait: Alba asked;
    ``quiet`` may wait, and nobody asked; ``merged`` goes on in it.

    ``stray`` is a stranger's mail in triage, ``dead`` a message that could not be delivered,
    ``webhook`` one of Alba's, ``run`` a file of Jon's that is being checked,
    ``test`` a test mail of his.
    """

    cast: Cast
    now: datetime
    ticket: Ticket
    resolved: Ticket
    closed: Ticket
    shown_file: Attachment
    hidden_file: Attachment
    step: Step
    stray: RawMail
    dead: Message
    webhook: Webhook
    run: Import
    test: Message
    proposed: Ticket
    asked: Ticket
    quiet: Ticket
    merged: Ticket

    @property
    def deferral_token(self) -> str:
        return _last_part(deferral_url(self.proposed, self.cast.alba))

    @property
    def ticket_id(self) -> str:
        return self.id_of(self.ticket)

    @property
    def resolved_id(self) -> str:
        return self.id_of(self.resolved)

    def id_of(self, ticket: Ticket) -> str:
        return ticket_id.shown(ticket.number, self.cast.provider.ticket_prefix)

    @property
    def closed_id(self) -> str:
        return self.id_of(self.closed)

    @property
    def rate_token(self) -> str:
        return _last_part(rate_url(self.closed.rating))

    @property
    def confirm_token(self) -> str:
        return _last_part(confirm_url(self.resolved))

    @property
    def password_token(self) -> str:
        until = self.now + timedelta(hours=1)
        return _last_part(new_password_url(self.cast.besa, until=until))

    @property
    def received_token(self) -> str:
        return _last_part(receipt_url(newest(self.cast), self.cast.alba))

    @property
    def acknowledge_token(self) -> str:
        return _last_part(acknowledge_url(self.step))


def _issue(now: datetime) -> None:
    """Documents that were fetched: a recipient's first download is noted, no further one is."""
    issued(now)
    Receipt.objects.update(downloaded_at=now)


def make_scene(cast: Cast, now: datetime) -> Scene:
    """Play what happened until now: reported 65 minutes ago, so on level 1, held by Hana."""
    cast.provider.duty_manager = cast.hana
    cast.provider.save()
    install_default_matrix(now=now)
    _issue(now)
    then = now - timedelta(minutes=65)
    ticket = opened(cast, now=then, words=Words("No traffic.", files=[_file("mtr.txt", then)]))
    hidden = Words("The carrier says: fibre cut.", files=[_file("carrier.txt", then)])
    add_note(actor=desk(cast.elira), now=then, ticket_id=ticket.id, words=hidden)
    wait = may_wait(cast, then)
    resolved = opened(cast, now=then, key="form:2", subject="Was slow yesterday")
    move_ticket(actor=desk(cast.elira), now=then, ticket_id=resolved.id, to=State.RESOLVED)
    closed = _closed(cast, then)
    catch_up(now=now)
    step_due(now=now)
    ticket.refresh_from_db()
    resolved.refresh_from_db()
    shown, kept_back = Attachment.objects.filter(entry__ticket=ticket).order_by("id")
    step = Step.objects.get(run__ticket=ticket)
    return Scene(
        cast,
        now,
        ticket,
        resolved,
        closed,
        shown,
        kept_back,
        step,
        _stray(now),
        _dead(),
        _webhook(cast, now),
        _import(cast, now),
        send_test_mail(actor=desk(cast.jon), now=now, to_address="jon@interspace.example"),
        *wait,
        _merged(cast, wait[-1], then),
    )


def _closed(cast: Cast, now: datetime) -> Ticket:
    """Its reporter was asked how satisfied they are."""
    ticket = opened(cast, now=now, key="form:3", subject="Was dark for a moment")
    elira = desk(cast.elira)
    move_ticket(actor=elira, now=now, ticket_id=ticket.id, to=State.CLOSED, reason="Solved.")
    closings = ticket.entries.values_list("id", flat=True)
    ask_about_closed(entry_ids=closings, now=now)
    return ticket


def _merged(cast: Cast, into: Ticket, now: datetime) -> Ticket:
    """Reported twice: the second report goes on in the first."""
    again = opened(cast, now=now, key="form:again", subject="Still dark")
    merge_ticket(actor=desk(cast.elira), now=now, ticket_id=again.id, into_id=into.id)
    again.refresh_from_db()
    return again


def _stray(now: datetime) -> RawMail:
    mail = (
        b"From: who@stranger.example\nSubject: Hello\nMessage-ID: <1@stranger.example>\n\nDown!\n"
    )
    store_mail(
        raw=mail, envelope_from="who@stranger.example", envelope_to=[], way=Way.SMTP, now=now
    )
    run_once(now=now)
    return RawMail.objects.get(state=MailState.TRIAGE)


def _dead() -> Message:
    message = Message.objects.order_by("id")[0]
    message.state = OutboxState.DEAD
    message.save()
    return message


def _webhook(cast: Cast, now: datetime) -> Webhook:
    url = "https://receiver.example/"
    return create_webhook(owner=cast.alba, customer=cast.northwind, url=url, kinds=[], now=now)


def _import(cast: Cast, now: datetime) -> Import:
    return take_file(
        actor=desk(cast.jon),
        now=now,
        kind=KINDS["customers"],
        filename="customers.csv",
        content=b"external_id,name\nC-1,Northwind Ltd\n",
    )


def _file(name: str, now: datetime) -> KeptFile:
    return KeptFile(keep_file(content=name.encode(), now=now), name, "text/plain")


def _last_part(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]
