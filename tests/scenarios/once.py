"""A load of which everything has to be done once, and the proof that it was.

Tickets that reach their levels and their ends while things go wrong, mails that arrive
meanwhile, and what has to be found afterwards.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from itertools import pairwise

from qendra.escalation.actions.defaults import install_default_matrix
from qendra.escalation.models import Cause, Step
from qendra.intake.email.models import RawMail
from qendra.outbox.models import Message
from qendra.outbox.retries import PATIENCE
from qendra.tickets.actions.moving import move_ticket
from qendra.tickets.addresses import reply_address
from qendra.tickets.models import Entry, Ticket
from qendra.tickets.replay import differences
from qendra.tickets.states import CONFIRM_WITHIN, State
from tests.cast import Cast, desk, make_cast, opened
from tests.scenarios.installation import Installation
from tests.scenarios.storm import Storm
from tests.smtp_sink import SMTPSink

HOUR = timedelta(hours=1)
CLIMBING, CLOSING = 12, 6
# How long a page waited before it led further.
SILENT = {Cause.UNANSWERED: 15, Cause.REPEAT: 30}


def prepare(mails: int) -> dict[str, bytes]:
    """Tickets that reach their levels and their ends during the storm, and the mails to come."""
    cast = make_cast()
    cast.provider.duty_manager = cast.hana
    cast.provider.save()
    now = datetime.now(UTC)
    install_default_matrix(now=now)
    for number in range(CLIMBING):
        # Some are due already, up to three levels at once; some fall due while it blows.
        age = HOUR * (number % 4) + HOUR - timedelta(seconds=5 * number)
        opened(cast, now=now - age, key=f"climbing:{number}")
    for number in range(CLOSING):
        _resolved(cast, now - CONFIRM_WITHIN + timedelta(seconds=4 * number), number)
    # Some were queued three days ago, and a storm has more attempts than patience would allow.
    Message.objects.update(give_up_after=now + PATIENCE)
    ours = Ticket.objects.get(intake_key="climbing:0")
    reply_to = reply_address(ours, cast.provider)
    names = [f"storm-{number}" for number in range(mails)]
    # Every third is an answer to a ticket that is there, the others open one.
    return {
        name: mail(name, to=reply_to if number % 3 == 0 else "")
        for number, name in enumerate(names)
    }


def _resolved(cast: Cast, when: datetime, number: int) -> None:
    ticket = opened(cast, now=when - timedelta(minutes=10), key=f"closing:{number}")
    move_ticket(actor=desk(cast.elira), now=when, ticket_id=ticket.id, to=State.RESOLVED)


def mail(name: str, *, to: str = "", file: bytes = b"") -> bytes:
    made = EmailMessage()
    made["From"] = "Alba <alba@customer.example>"
    made["To"] = to or "support@interspace.example"
    made["Subject"] = f"Report {name}"
    made["Message-ID"] = f"<{name}@customer.example>"
    made["Date"] = "Wed, 11 Mar 2026 10:00:00 +0100"
    made.set_content(f"Service ID: IPT-10001\n\nThe link is down, this is {name}.\n")
    if file:
        made.add_attachment(file, maintype="text", subtype="plain", filename="trace.txt")
    return bytes(made)


def finish(place: Installation) -> datetime:
    """Let everything end that is due, with time enough for every lease to run out; as of when."""
    at = datetime.now(UTC) + timedelta(minutes=30)
    place.run("sweep", "--at", at.isoformat())
    return at


def check_everything(storm: Storm, mails: dict[str, bytes], as_of: datetime) -> None:
    assert storm.kept == set(mails)
    _check_mails(mails)
    _check_steps(as_of)
    _check_closings()
    _check_outbox(storm.sink)
    assert {ticket.number: differences(ticket) for ticket in Ticket.objects.all()} == {
        ticket.number: {} for ticket in Ticket.objects.all()
    }


def _check_mails(mails: dict[str, bytes]) -> None:
    """Every mail that was answered with 250 is on exactly one ticket, exactly once."""
    landed = Counter(
        str(entry.data["message_id"]).strip("<>").partition("@")[0]
        for entry in Entry.objects.filter(kind__in=["opened", "message"])
        if entry.data.get("message_id")
    )
    assert landed == dict.fromkeys(mails, 1)
    assert RawMail.objects.count() == len(mails)
    assert set(RawMail.objects.values_list("state", flat=True)) == {"ticket"}


def _check_steps(as_of: datetime) -> None:
    """Every level that a ticket's age has reached was taken once, and told once.

    Pages that nobody answered led further, and each one only once.
    """
    for ticket in Ticket.objects.filter(intake_key__startswith="climbing"):
        steps = list(ticket.escalation_run.steps.order_by("id"))
        climbed = [step.level for step in steps if step.cause != Cause.REPEAT]
        reached = int((as_of - ticket.opened_at) / HOUR)
        assert climbed == list(range(1, len(climbed) + 1)), ticket.number
        assert len(climbed) >= reached, ticket.number
        for below, step in pairwise(steps):
            silent = timedelta(
                minutes={Cause.UNANSWERED: 15, Cause.REPEAT: 30}.get(Cause(step.cause), 0)
            )
            assert step.at - below.at >= silent - timedelta(seconds=1), ticket.number
    taken = Step.objects.count()
    assert taken > CLIMBING
    assert Entry.objects.filter(kind="escalation_stepped").count() == taken
    assert Message.objects.filter(purpose="escalation_step").count() == taken


def _check_closings() -> None:
    closing = Ticket.objects.filter(intake_key__startswith="closing")
    assert set(closing.values_list("state", flat=True)) == {"closed"}
    ends = Entry.objects.filter(ticket__in=closing, kind="state", data__after="closed")
    assert sorted(ends.values_list("ticket", flat=True)) == sorted(
        closing.values_list("id", flat=True)
    )


def _check_outbox(sink: SMTPSink) -> None:
    """Each left, as the same mail each time, and again only where that was counted."""
    copies: dict[str, list[bytes]] = {}
    for received in sink.messages:
        copies.setdefault(str(received.mail["Message-ID"]).strip("<>"), []).append(received.content)
    messages = {message.message_id: message for message in Message.objects.all()}
    assert set(messages) == set(copies)
    unsent = {
        key: (each.state, each.attempts, each.last_error)
        for key, each in messages.items()
        if each.state != "sent"
    }
    assert unsent == {}, unsent
    for message_id, message in messages.items():
        assert len(copies[message_id]) - 1 <= message.repeats, message.key
        assert len(set(copies[message_id])) == 1, message.key
    acknowledged = Message.objects.filter(key__endswith=":acknowledgement").count()
    assert acknowledged == Ticket.objects.count()
