"""Who is told what of a deferral (P5), and in which language."""

from __future__ import annotations

import pytest

from qendra.catalogue.models import Membership
from qendra.outbox.models import Message
from qendra.tickets.models import Ticket
from tests.cast import Cast
from tests.tickets.deferrals import agreed, called, loud_fan, mails, ours, theirs


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return loud_fan(cast)


def test_only_who_may_agree_is_asked_and_each_has_a_link(cast: Cast, ticket: Ticket) -> None:
    ours(cast, ticket, text="The fan is no danger. May we come in the morning?")
    assert mails() == [("deferral_proposed", "Alba")]
    text = Message.objects.get(purpose="deferral_proposed").text
    assert "May we come in the morning?" in text
    assert "/deferral/" in text
    # Alba may not agree any more; then whoever may is asked.
    Membership.objects.filter(person=cast.alba).update(rights=["see_all", "report"])
    ours(cast, loud_fan(cast, key="form:2"))
    assert mails()[1:] == [("deferral_proposed", "Drita")]


def test_what_they_propose_is_told_to_who_has_the_ticket(cast: Cast, ticket: Ticket) -> None:
    theirs(cast, ticket, text="It can wait.")
    assert mails() == [("deferral_staff", "Elira")]
    text = Message.objects.get(purpose="deferral_staff").text
    assert "Alba proposes" in text
    assert "It can wait." in text
    assert "/desk/tickets/" in text


def test_mails_come_in_the_language_of_the_reader_with_english_beneath(
    cast: Cast, ticket: Ticket
) -> None:
    cast.alba.language = "de"
    cast.alba.save()
    agreed(cast, ticket)
    texts = [each.text for each in Message.objects.filter(to_name="Alba")]
    assert "Aufschub" in "".join(texts) or "aufgeschoben" in "".join(texts)
    assert "both sides have agreed" in texts[-1]


def test_whose_right_was_taken_is_asked_nothing(cast: Cast, ticket: Ticket) -> None:
    Membership.objects.filter(person__in=[cast.alba, cast.drita]).update(rights=["see_all"])
    ours(cast, ticket)
    assert mails() == []


def test_the_call_of_who_has_no_mail_address_is_confirmed_to_who_may_agree_beside(
    cast: Cast, ticket: Ticket
) -> None:
    cast.drita.email = None
    cast.drita.save()
    called(cast, ticket, cast.drita, accepts=False)
    assert mails() == [("deferral_declined", "Alba")]
