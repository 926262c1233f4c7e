"""How was our help? Asked once, answered in the panel or by a link, acted upon when bad (G2)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qendra.call_backs.models import CallBack
from qendra.call_backs.selectors import open_call_backs
from qendra.jobs import call_backs, news
from qendra.outbox.models import Message
from qendra.satisfaction.actions import ask_about_closed
from qendra.satisfaction.addresses import rate_url
from qendra.satisfaction.models import Rating
from qendra.tickets.actions.conversation import add_note, reply
from qendra.tickets.actions.moving import confirm_repair, move_ticket
from qendra.tickets.actions.writing import Words
from qendra.tickets.models import Ticket
from qendra.tickets.states import State
from tests.cast import NOW, Cast, desk, opened, panel

QUESTION = "satisfaction"


def closed(cast: Cast, *, at: object = NOW, key: str = "form:1") -> Ticket:
    """A ticket of Alba, resolved and confirmed by her; the news have been passed on."""
    ticket = opened(cast, now=at, key=key)  # type: ignore[arg-type]  # a moment
    move_ticket(actor=desk(cast.elira), now=at, ticket_id=ticket.id, to=State.RESOLVED)  # type: ignore[arg-type]  # as above
    confirm_repair(actor=panel(cast.alba), now=at, ticket_id=ticket.id)  # type: ignore[arg-type]  # as above
    news.run_once(now=at)  # type: ignore[arg-type]  # as above
    ticket.refresh_from_db()
    return ticket


def questions() -> int:
    return Message.objects.filter(purpose=QUESTION).count()


def page_of(ticket: Ticket) -> str:
    return "/rate/" + rate_url(ticket.rating).rstrip("/").rpartition("/")[2] + "/"


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages think that it is just after ``NOW``."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(hours=1))


def test_who_reported_a_ticket_is_asked_when_it_is_closed(cast: Cast) -> None:
    ticket = closed(cast)
    letter = Message.objects.get(purpose=QUESTION)
    assert letter.to_address == cast.alba.email
    assert rate_url(ticket.rating) in letter.text
    assert "How was our help?" in letter.subject


def test_news_that_close_nothing_are_one_question_that_looks_at_no_ticket(cast: Cast) -> None:
    ticket = opened(cast)
    entries = list(ticket.entries.values_list("id", flat=True))
    with CaptureQueriesContext(connection) as queries:
        assert ask_about_closed(entry_ids=entries, now=NOW) == 0
    (question,) = queries
    assert "tickets_ticket" not in question["sql"]


def test_nobody_is_asked_twice_within_seven_days(cast: Cast) -> None:
    closed(cast)
    closed(cast, at=NOW + timedelta(days=6), key="form:2")
    assert questions() == 1
    closed(cast, at=NOW + timedelta(days=8), key="form:3")
    assert questions() == 2


def test_a_ticket_that_closes_again_is_not_asked_about_again(cast: Cast) -> None:
    ticket = closed(cast)
    later = NOW + timedelta(days=9)
    move_ticket(actor=desk(cast.elira), now=later, ticket_id=ticket.id, to=State.IN_PROGRESS)
    move_ticket(
        actor=desk(cast.elira), now=later, ticket_id=ticket.id, to=State.CLOSED, reason="Done."
    )
    news.run_once(now=later)
    assert questions() == 1


def test_a_cancelled_ticket_is_not_asked_about(cast: Cast) -> None:
    ticket = opened(cast)
    move_ticket(
        actor=desk(cast.elira), now=NOW, ticket_id=ticket.id, to=State.CANCELLED, reason="A test."
    )
    news.run_once(now=NOW)
    assert questions() == 0


def test_news_of_long_ago_asks_nobody(cast: Cast) -> None:
    ticket = opened(cast)
    move_ticket(
        actor=desk(cast.elira), now=NOW, ticket_id=ticket.id, to=State.CLOSED, reason="Done."
    )
    news.run_once(now=NOW + timedelta(days=4))
    assert questions() == 0


def test_a_look_at_the_page_answers_nothing_and_a_press_does(cast: Cast, late: None) -> None:
    ticket, signed_out = closed(cast), Client()
    page = signed_out.get(page_of(ticket)).content.decode()
    assert "Very good" in page
    assert Rating.objects.get().rated_at is None
    answer = signed_out.post(page_of(ticket), {"score": "5", "words": "Quick."})
    assert "Your answer has reached us" in answer.content.decode()
    assert answer.content.decode().count("Thank you</h1>") == 1
    assert "Thank you. " not in answer.content.decode()
    rating = Rating.objects.get()
    assert (rating.score, rating.words) == (5, "Quick.")


def test_the_answer_can_be_changed_for_14_days(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket, signed_out = closed(cast), Client()
    address = page_of(ticket)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(days=13))
    signed_out.post(address, {"score": "3"})
    signed_out.post(address, {"score": "4"})
    assert Rating.objects.get().score == 4
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(days=15))
    assert signed_out.post(address, {"score": "1"}).status_code == 410
    assert Rating.objects.get().score == 4


def test_a_link_for_something_else_rates_nothing(cast: Cast, late: None) -> None:
    closed(cast)
    assert Client().post("/rate/forged/", {"score": "5"}).status_code == 410


def test_a_bad_answer_opens_a_call_back_for_the_team_lead(cast: Cast, late: None) -> None:
    ticket = closed(cast)
    Client().post(page_of(ticket), {"score": "2", "words": "Nobody called."})
    (wanted,) = open_call_backs()
    assert (wanted.holder, wanted.person, wanted.words) == (cast.faik, cast.alba, "Nobody called.")
    letter = Message.objects.get(purpose="call_back_wanted")
    assert letter.to_address == cast.faik.email
    assert "Nobody called." in letter.text
    Client().post(page_of(ticket), {"score": "1", "words": "Still nobody."})
    assert CallBack.objects.count() == 1


def test_only_an_answer_to_the_customer_closes_it(cast: Cast, late: None) -> None:
    ticket = closed(cast)
    Client().post(page_of(ticket), {"score": "1"})
    later = NOW + timedelta(hours=2)
    add_note(actor=desk(cast.faik), now=later, ticket_id=ticket.id, words=Words("Looked."))
    assert open_call_backs().count() == 1
    reply(actor=desk(cast.faik), now=later, ticket_id=ticket.id, words=Words("We are sorry."))
    assert open_call_backs().count() == 0
    call_backs.run_once(now=later)
    done = CallBack.objects.get()
    assert (done.answered_by, done.answered_at) == (cast.faik, later)


def test_the_duty_manager_is_told_when_nobody_acts_within_a_day(cast: Cast, late: None) -> None:
    cast.provider.duty_manager = cast.hana
    cast.provider.save()
    ticket = closed(cast)
    Client().post(page_of(ticket), {"score": "1"})
    waiting = Message.objects.filter(purpose="call_back_waiting")
    call_backs.run_once(now=NOW + timedelta(hours=20))
    assert not waiting.exists()
    call_backs.run_once(now=NOW + timedelta(hours=26))
    assert set(waiting.values_list("to_address", flat=True)) == {cast.faik.email, cast.hana.email}
    call_backs.run_once(now=NOW + timedelta(hours=27))
    assert waiting.count() == 2
    call_backs.run_once(now=NOW + timedelta(hours=51))
    assert waiting.count() == 4


def test_it_is_rated_in_the_panel_by_who_reported_it(cast: Cast, late: None) -> None:
    ticket, alba = closed(cast), Client()
    alba.force_login(cast.alba)
    address = f"/tickets/{ticket.number}/"
    assert "How was our help?" in alba.get(address).content.decode()
    alba.post(f"{address}rating/", {"score": "4", "words": ""})
    assert Rating.objects.get().score == 4
    assert "Change my answer" in alba.get(address).content.decode()
    drita = Client()
    drita.force_login(cast.drita)
    assert "How was our help?" not in drita.get(address).content.decode()
    assert drita.post(f"{address}rating/", {"score": "1"}).status_code == 404


def test_an_answer_that_is_none_is_asked_for_again(cast: Cast, late: None) -> None:
    ticket, alba = closed(cast), Client()
    alba.force_login(cast.alba)
    page = alba.post(f"/tickets/{ticket.number}/rating/", {"words": "I liked it."})
    assert "Choose one of the five answers." in page.content.decode()
    assert "I liked it." in page.content.decode()


def test_the_desk_shows_month_team_customer_and_the_share_answered(cast: Cast, late: None) -> None:
    closed(cast, at=NOW - timedelta(days=20), key="form:2")
    ticket = closed(cast)
    Client().post(page_of(ticket), {"score": "4", "words": "Good work."})
    faik = Client()
    faik.force_login(cast.faik)
    page = faik.get("/desk/satisfaction/").content.decode()
    for told in ("4.0", "50 %", "Northwind", "Good work.", "March 2026", "chart__bar"):
        assert told in page, told
