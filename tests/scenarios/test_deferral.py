"""A fault put off by agreement, from the mail that asks to the morning, and one that got worse."""

from __future__ import annotations

import pytest
from django.test import Client

from qendra.tickets.models import Ticket
from qendra.tickets.replay import differences
from tests.cast import Cast
from tests.scenarios.world import World, link_in
from tests.tickets.deferrals import EVENING, OPENING, loud_fan, ours


@pytest.fixture
def night(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> World:
    """It is evening, and nothing has happened yet."""
    world = World(cast, monkeypatch)
    world.now = EVENING
    return world


def agreed_by_mail(night: World) -> Ticket:
    """Alba presses the button behind the link of the mail that asks."""
    ticket = ours(night.cast, loud_fan(night.cast))
    (asked,) = night.mails_to(night.cast.alba, "deferral_proposed")
    page = Client().post(link_in(asked, "deferral"), {"answer": "agree", "text": ""})
    assert page.status_code == 200
    ticket.refresh_from_db()
    return ticket


def test_it_waits_the_night_and_nobody_is_paged(night: World) -> None:
    ticket = agreed_by_mail(night)
    assert ticket.state == "deferred"
    night.passes(hours=11, minutes=45)
    assert night.level_of(ticket) == []
    ticket.refresh_from_db()
    assert ticket.state == "deferred"
    night.passes(minutes=30)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.state_since) == ("in_progress", OPENING)
    assert not differences(ticket)


def test_a_mail_that_says_it_got_worse_ends_it_at_once(night: World) -> None:
    ticket = agreed_by_mail(night)
    (told,) = night.mails_to(night.cast.alba, "deferral_agreed")
    night.answer(night.cast.alba, told, "Impact: service affecting\n\nNow all is dark.")
    ticket.refresh_from_db()
    assert (ticket.state, ticket.impact) == ("in_progress", "service_affecting")
    assert night.mails_to(night.cast.alba, "deferral_void")
    assert night.mails_to(night.cast.elira, "deferral_staff")
    assert not differences(ticket)
