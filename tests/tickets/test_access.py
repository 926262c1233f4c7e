"""A customer never sees another's anything; staff see what their roles give."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from qendra.accounts.rights import Right
from qendra.files.actions import keep_file
from qendra.lib import damm
from qendra.tickets.access import (
    belongs_to,
    customer_attachment,
    customer_ticket,
    staff_attachment,
    staff_ticket,
    tickets_of,
)
from qendra.tickets.actions.conversation import add_note, reply
from qendra.tickets.actions.writing import KeptFile, Words
from qendra.tickets.models import Attachment
from tests.cast import NOW, Cast, desk, opened


def test_people_of_the_customer_reach_their_ticket_in_any_spelling(cast: Cast) -> None:
    ticket = opened(cast)
    for spelling in (
        ticket.number,
        f"is-{ticket.number}",
        f"IS {ticket.number[:4]} {ticket.number[4:]}",
    ):
        assert customer_ticket(cast.alba, spelling) == ticket
    assert customer_ticket(cast.drita, ticket.number) == ticket


def test_everybody_else_finds_nothing(cast: Cast) -> None:
    ticket = opened(cast)
    for stranger in (cast.cedric, cast.elira, AnonymousUser()):
        with pytest.raises(Http404):
            customer_ticket(stranger, ticket.number)
        assert not tickets_of(stranger).exists()


def test_who_may_see_only_their_own_reports_sees_only_those(cast: Cast) -> None:
    opened(cast)
    own = opened(cast, key="form:2", reporter=cast.besa)
    assert list(tickets_of(cast.besa)) == [own]
    assert belongs_to(cast.besa, own)


def test_who_left_sees_nothing(cast: Cast) -> None:
    opened(cast)
    cast.alba.is_active = False
    cast.alba.save()
    assert not tickets_of(cast.alba).exists()


def test_a_mistyped_and_an_unknown_id_look_the_same(cast: Cast) -> None:
    ticket = opened(cast)
    unknown = "00000000" + damm.check_digit("00000000")
    mistyped = ticket.number[:8] + str((int(ticket.number[8]) + 1) % 10)
    for text in (unknown, mistyped, "", "no id", "IS-1"):
        with pytest.raises(Http404):
            customer_ticket(cast.alba, text)


def test_customers_are_told_nothing_about_the_desk(cast: Cast) -> None:
    ticket = opened(cast)
    for person in (cast.alba, cast.cedric, AnonymousUser()):
        with pytest.raises(Http404):
            staff_ticket(person, ticket.number)


def test_the_auditor_sees_and_does_not_work(cast: Cast) -> None:
    ticket = opened(cast)
    assert staff_ticket(cast.gent, ticket.number) == ticket
    with pytest.raises(Http404):
        staff_ticket(cast.gent, ticket.number, Right.WORK)


def test_files_follow_the_entry_they_came_with(cast: Cast) -> None:
    ticket = opened(cast)
    kept = KeptFile(keep_file(content=b"log", now=NOW), "mtr.txt", "text/plain")
    words = Words(text="See file.", files=[kept])
    add_note(actor=desk(cast.elira), now=NOW, ticket_id=ticket.id, words=words)
    reply(actor=desk(cast.elira), now=NOW, ticket_id=ticket.id, words=words)
    internal, visible = Attachment.objects.order_by("id")
    assert customer_attachment(cast.alba, visible.id) == visible
    assert staff_attachment(cast.gent, internal.id) == internal
    for person, attachment in ((cast.alba, internal), (cast.cedric, visible), (cast.besa, visible)):
        with pytest.raises(Http404):
            customer_attachment(person, attachment.id)
    with pytest.raises(Http404):
        staff_attachment(cast.alba, visible.id)
