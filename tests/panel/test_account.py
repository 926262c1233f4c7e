"""One's own account: how one is called and reached, and which mails come."""

from __future__ import annotations

from django.test import Client

from qendra.accounts.models import Person
from qendra.history.models import Change
from qendra.outbox.models import Message
from qendra.preferences.kinds import KIND_OF
from qendra.tickets.actions.conversation import reply
from qendra.tickets.actions.moving import move_ticket
from qendra.tickets.actions.writing import Words
from qendra.tickets.states import State
from tests.cast import NOW, Cast, desk, opened

MINE = {
    "name": "Alba K.",
    "phone": "+355 68 000 0001",
    "language": "sq",
    "time_zone": "Europe/Rome",
    "mails": ["new_ticket", "answers", "states", "escalations", "satisfaction", "priority"],
}


def test_name_number_language_and_time_zone_are_changed(alba: Client, cast: Cast) -> None:
    alba.post("/account/", MINE)
    person = Person.objects.get(id=cast.alba.id)
    assert (person.name, person.phone) == ("Alba K.", "+355 68 000 0001")
    assert (person.language, person.time_zone) == ("sq", "Europe/Rome")
    change = Change.objects.get(subject_kind="person", subject_id=person.id)
    assert (change.actor_name, change.after["name"]) == ("Alba", "Alba K.")


def test_a_kind_of_mail_is_switched_off_and_the_others_come(alba: Client, cast: Cast) -> None:
    alba.post("/account/", {**MINE, "mails": ["new_ticket", "states"]})
    ticket = opened(cast)
    reply(actor=desk(cast.elira), now=NOW, ticket_id=ticket.id, words=Words("We look at it."))
    move_ticket(actor=desk(cast.elira), now=NOW, ticket_id=ticket.id, to=State.RESTORED)
    sent = set(Message.objects.filter(to_address=cast.alba.email).values_list("purpose", flat=True))
    assert sent == {"acknowledgement", "restored"}


def test_a_question_for_missing_facts_comes_whatever_is_switched_off(
    alba: Client, cast: Cast
) -> None:
    alba.post("/account/", {**MINE, "mails": []})
    opened(cast, facts=())
    assert Message.objects.get(to_address=cast.alba.email).purpose == "question"


def test_what_may_be_switched_off_holds_no_sign_in_and_no_page_of_a_holder() -> None:
    for purpose in ("escalation_step", "escalation_reminder", "invitation", "question", "reminder"):
        assert purpose not in KIND_OF


def test_every_mail_of_such_a_kind_says_where_to_change_it(cast: Cast) -> None:
    ticket = opened(cast)
    elira = desk(cast.elira)
    reply(actor=elira, now=NOW, ticket_id=ticket.id, words=Words("We look at it."))
    for state in (State.RESTORED, State.RESOLVED, State.CLOSED):
        move_ticket(actor=elira, now=NOW, ticket_id=ticket.id, to=state, reason="Spliced.")
    messages = Message.objects.filter(purpose__in=list(KIND_OF))
    assert set(messages.values_list("purpose", flat=True)) >= {
        "acknowledgement",
        "reply",
        "restored",
        "resolved",
        "closed",
    }
    for message in messages:
        assert "/account/" in message.text, message.purpose


def test_a_zone_that_does_not_exist_is_refused_and_nothing_is_lost(
    alba: Client, cast: Cast
) -> None:
    page = alba.post("/account/", {**MINE, "time_zone": "Mars/Olympus"}).content.decode()
    assert 'value="Alba K."' in page
    assert Person.objects.get(id=cast.alba.id).time_zone == "Europe/Tirane"
