"""The composer: answers, internal notes and calls."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qendra.outbox.models import Message
from qendra.tickets.actions.conversation import add_note, reply
from qendra.tickets.actions.writing import Words
from qendra.tickets.models import Ticket
from tests.cast import NOW, Cast, desk, opened
from tests.desk.forms import compose, drawn, post


def test_an_answer_reaches_the_customer_with_its_files(cast: Cast, elira: Client) -> None:
    ticket = opened(cast)
    file = SimpleUploadedFile("plan.txt", b"at two", "text/plain")
    response = post(
        elira, ticket, "entries", compose(ticket, "reply", "A technician comes.", attachments=file)
    )
    assert response.status_code == 302
    last = ticket.entries.get(kind="reply")
    assert response["Location"].startswith("/desk/tickets/IS-")
    sent = Message.objects.get(purpose="reply")
    assert "A technician comes." in sent.text
    assert [each.filename for each in sent.files.all()] == ["plan.txt"]
    assert last.actor == cast.elira
    assert last.channel == "desk"


def test_an_answer_can_move_the_ticket_along(cast: Cast, elira: Client) -> None:
    for then, state in (("waiting_customer", "waiting_customer"), ("resolved", "resolved")):
        ticket = opened(cast, key=then)
        post(elira, ticket, "entries", compose(ticket, "reply", "Look again.", then=then))
        assert Ticket.objects.get(id=ticket.id).state == state


def test_a_note_stays_inside(cast: Cast, elira: Client) -> None:
    ticket = opened(cast)
    post(elira, ticket, "entries", compose(ticket, "note", "Smells like the optic."))
    assert ticket.entries.get(kind="note").is_internal
    assert not Message.objects.filter(purpose="reply").exists()


def test_a_logged_call_says_who_called_whom(cast: Cast, elira: Client) -> None:
    ticket = opened(cast)
    fields = compose(ticket, "call", "Told her all.", direction="out", with_whom="Alba")
    fields["verified"] = "call_back"
    post(elira, ticket, "entries", fields)
    entry = ticket.entries.get(kind="call")
    assert entry.data == {
        "direction": "out",
        "with_whom": "Alba",
        "seconds": 0,
        "verified": "call_back",
    }
    assert entry.channel == "phone"
    assert Ticket.objects.get(id=ticket.id).responded_at is not None


def test_an_empty_answer_is_not_sent_and_the_page_says_why(cast: Cast, elira: Client) -> None:
    ticket = opened(cast)
    fields = compose(ticket, "call", "  ", direction="out", with_whom="Alba at the desk")
    response = post(elira, ticket, "entries", fields)
    assert response.status_code == 422
    page = response.content.decode()
    assert "Write something first" in page
    assert "Alba at the desk" in page
    assert not ticket.entries.filter(kind="call").exists()


def test_a_mode_that_does_not_exist_is_an_error_not_a_crash(cast: Cast, elira: Client) -> None:
    ticket = opened(cast)
    response = post(elira, ticket, "entries", compose(ticket, "shout", "Hello"))
    assert response.status_code == 422
    assert "Hello" in response.content.decode()


def test_of_two_answers_at_once_the_second_sees_the_first_and_loses_no_word(
    cast: Cast, elira: Client
) -> None:
    ticket = opened(cast)
    fields = compose(ticket, "reply", "We are on it, too.")
    reply(actor=desk(cast.faik), now=NOW, ticket_id=ticket.id, words=Words(text="I have it."))
    response = post(elira, ticket, "entries", fields)
    assert response.status_code == 409
    page = response.content.decode()
    assert "Somebody changed this ticket meanwhile" in page
    assert "What happened meanwhile" in page
    assert page.index("I have it.") < page.index('class="timeline"')
    assert "We are on it, too." in page
    assert ticket.entries.filter(kind="reply").count() == 1
    again = post(elira, ticket, "entries", fields | drawn(ticket))
    assert again.status_code == 302
    assert ticket.entries.filter(kind="reply").count() == 2


def test_the_page_after_a_crossing_stands_on_the_ticket_as_it_is(cast: Cast, elira: Client) -> None:
    ticket = opened(cast)
    fields = compose(ticket, "reply", "Mine.")
    add_note(actor=desk(cast.faik), now=NOW, ticket_id=ticket.id, words=Words(text="Hm."))
    page = post(elira, ticket, "entries", fields).content.decode()
    version = Ticket.objects.get(id=ticket.id).version
    assert f'name="version" value="{version}"' in page


def test_the_same_answer_sent_twice_leaves_once(cast: Cast, elira: Client) -> None:
    ticket = opened(cast)
    fields = compose(ticket, "reply", "Once.")
    assert post(elira, ticket, "entries", fields).status_code == 302
    assert post(elira, ticket, "entries", fields).status_code == 302
    assert ticket.entries.filter(kind="reply").count() == 1


def test_a_form_without_its_version_is_not_taken_and_keeps_the_words(
    cast: Cast, elira: Client
) -> None:
    ticket = opened(cast)
    fields = compose(ticket, "reply", "Kept words.") | {"version": "x"}
    response = post(elira, ticket, "entries", fields)
    assert response.status_code == 422
    assert "This form was incomplete" in response.content.decode()
    assert "Kept words." in response.content.decode()


def test_files_that_came_with_a_refused_form_are_named_to_be_chosen_again(
    cast: Cast, elira: Client
) -> None:
    ticket = opened(cast)
    file = SimpleUploadedFile("plan.txt", b"at two", "text/plain")
    response = post(elira, ticket, "entries", compose(ticket, "note", "", attachments=file))
    assert response.status_code == 422
    assert "Choose them again" in response.content.decode()
    assert "plan.txt" in response.content.decode()
