"""A step pages its holder by all of their ways that apply; lost is what none of them delivers."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client

from qendra.accounts.models import Person
from qendra.escalation.actions.acknowledging import acknowledge_step
from qendra.escalation.addresses import token_of
from qendra.escalation.codes import code_of
from qendra.escalation.models import Step
from qendra.outbox.models import Message, State
from qendra.paging.kinds import Kind
from qendra.paging.models import Page, Transport
from tests.cast import NOW, Cast, desk
from tests.escalation.night import Night
from tests.paging.sending import made, page_on, reached

HOUR = timedelta(hours=1)


@pytest.fixture
def ntfy(cast: Cast) -> Transport:
    return made(Kind.NTFY, server="https://127.0.0.1:9")


@pytest.fixture
def slack(cast: Cast) -> Transport:
    return made(Kind.SLACK, url="https://127.0.0.1:9/hook")


def ways() -> list[str]:
    """By what pages of steps went, in order."""
    pages = Page.objects.filter(purpose="step").order_by("id")
    return [page.transport.kind for page in pages]


def give_up(**which: object) -> None:
    pages = Page.objects.filter(purpose="step", state="waiting", **which)
    pages.update(state="given_up", ended_at=NOW, last_error="404")


def refuse_mail(night: Night) -> None:
    page = night.mail("escalation_step")
    Message.objects.filter(id=page.id).update(state=State.DEAD, last_error="550 no such person")


def without_mail(person: Person) -> None:
    person.email = None
    person.save(update_fields=["email"])


def test_all_ways_are_used_in_their_order_beside_the_mail(
    night: Night, ntfy: Transport, slack: Transport
) -> None:
    reached(night.cast.faik, slack)
    reached(night.cast.faik, ntfy, "faik-topic")
    night.report()
    night.forward(hours=1)
    assert night.told() == ["faik"]
    assert ways() == ["slack", "ntfy"]
    words = Page.objects.earliest("id").words
    step = Step.objects.get()
    assert words["title"] == f"Critical, level 1: IS-{_shown(night)}"
    assert words["text"].split("\n") == [
        "Link down in Tirana",
        "Northwind · IPT-10001 IP transit 1G",
        "For Faik, Support supervisor",
    ]
    assert "/acknowledge/" in words["url"]
    assert (words["code"], words["is_urgent"]) == (code_of(step.id), True)
    assert words["facts"]["level"] == "1"


def test_only_what_is_for_every_priority_is_used_below_critical(
    night: Night, ntfy: Transport, slack: Transport
) -> None:
    reached(night.cast.faik, slack, critical=True)
    reached(night.cast.faik, ntfy, "faik-topic")
    night.report("major")
    night.forward(hours=2)
    assert ways() == ["ntfy"]


def test_a_page_is_in_its_reader_s_language(night: Night, slack: Transport) -> None:
    night.cast.faik.language = "de"
    night.cast.faik.save(update_fields=["language"])
    reached(night.cast.faik, slack)
    night.report()
    night.forward(hours=1)
    assert json.dumps(Page.objects.get().words["title"]).startswith('"Kritisch, Stufe 1')


def test_a_page_that_one_way_took_is_not_lost(night: Night, slack: Transport) -> None:
    reached(night.cast.faik, slack)
    night.report()
    night.forward(hours=1)
    refuse_mail(night)
    night.forward(minutes=5)
    assert night.levels() == [1]
    Page.objects.update(state="taken", ended_at=NOW)
    night.forward(minutes=5)
    assert night.levels() == [1]
    assert not night.ticket.entries.filter(kind="escalation_page_lost").exists()


def test_a_page_that_no_way_delivers_goes_to_the_next_level_at_once(
    night: Night, slack: Transport, ntfy: Transport
) -> None:
    reached(night.cast.faik, slack)
    reached(night.cast.faik, ntfy, "faik-topic")
    night.report()
    night.forward(hours=1)
    refuse_mail(night)
    give_up(transport=slack)
    night.forward(minutes=1)
    assert night.levels() == [1]
    give_up(transport=ntfy)
    night.forward(minutes=1)
    assert night.steps()[1:] == [(2, NOW + HOUR + timedelta(minutes=1), "unreached")]
    (entry,) = night.ticket.entries.filter(kind="escalation_page_lost")
    assert entry.data["error"] == "550 no such person; Slack: 404; Ntfy: 404"
    night.forward(minutes=1)
    assert night.ticket.entries.filter(kind="escalation_page_lost").count() == 1


def test_what_did_not_leave_before_somebody_acknowledged_rests(
    night: Night, slack: Transport
) -> None:
    reached(night.cast.faik, slack)
    night.report()
    night.forward(hours=1)
    acknowledge_step(actor=desk(night.cast.faik), now=night.now, step_id=Step.objects.get().id)
    refuse_mail(night)
    assert page_on(night.now) == 0
    night.forward(minutes=1)
    assert Page.objects.get().state == "called_off"
    assert not night.ticket.entries.filter(kind="escalation_page_lost").exists()


def test_whoever_has_no_mail_address_is_reached_by_the_others_and_can_be_lost(
    night: Night, slack: Transport
) -> None:
    without_mail(night.cast.faik)
    reached(night.cast.faik, slack)
    night.report()
    night.forward(hours=1)
    assert (night.levels(), night.told(), ways()) == ([1], [], ["slack"])
    give_up()
    night.forward(minutes=1)
    assert night.levels() == [1, 2]
    night.forward(minutes=1)
    assert night.ticket.entries.filter(kind="escalation_page_lost").count() == 1


def test_whoever_has_no_way_at_all_is_passed_over(night: Night) -> None:
    without_mail(night.cast.faik)
    night.report()
    night.forward(hours=1)
    assert night.levels() == [2]


def test_a_way_that_is_not_confirmed_or_switched_off_does_not_count(
    night: Night, slack: Transport, ntfy: Transport
) -> None:
    reached(night.cast.faik, slack)
    way = reached(night.cast.faik, ntfy, "faik-topic")
    way.confirmed_at = None
    way.save(update_fields=["confirmed_at"])
    slack.is_active = False
    slack.save(update_fields=["is_active"])
    night.report()
    night.forward(hours=1)
    assert ways() == []


def test_the_next_level_is_told_when_the_server_of_the_only_way_stays_away(
    night: Night, slack: Transport
) -> None:
    without_mail(night.cast.faik)
    reached(night.cast.faik, slack)
    night.report()
    night.forward(hours=1)
    for _ in range(16):
        page_on(night.now)
        night.forward(minutes=1)
    assert night.levels() == [1, 2]


def test_an_sms_is_short_and_leads_to_the_same_page(
    night: Night, slack: Transport, client: Client
) -> None:
    reached(night.cast.faik, slack)
    night.cast.northwind.name = "Shoqëria e Telekomunikacionit të Veriut “Northwind” sh.p.k."
    night.cast.northwind.save()
    night.report()
    night.forward(hours=1)
    words, step = Page.objects.get().words, Step.objects.get()
    short = words["short"]
    assert short.startswith(f"IS-{_shown(night)} Critical, level 1: IPT-10001 Shoqeria e Tele")
    assert short.endswith(f" ACK {code_of(step.id)}")
    assert (len(short) <= 160, short.isascii()) == (True, True)
    link = next(each for each in short.split() if "/a/" in each)
    path = link[link.index("/a/") :]
    assert client.get(path)["Location"] == f"/acknowledge/{token_of(step)}/"
    assert client.get(path.replace("/a/", "/a/9")).status_code == 410
    other = "x" if path[-2] != "x" else "y"
    assert client.get(f"{path[:-2]}{other}/").status_code == 410


def test_a_voice_says_it_in_the_reader_s_language_or_in_english(
    night: Night, slack: Transport
) -> None:
    for person, language in ((night.cast.faik, "sq"), (night.cast.hana, "de")):
        person.language = language
        person.save(update_fields=["language"])
        reached(person, slack)
    night.report()
    night.forward(hours=2)
    first, second = (page.words for page in Page.objects.order_by("id"))
    assert (first["say_in"], second["say_in"]) == ("en", "de")
    number = " ".join(night.ticket.number)
    assert first["say"] == (
        f"Critical, level 1. Link down in Tirana. Customer: Northwind. Ticket {number}."
    )
    assert second["say"].startswith("Kritisch, Stufe 2.")


def test_codes_of_neighbours_differ_and_do_not_collide() -> None:
    codes = [code_of(number) for number in range(1, 100_001)]
    assert len(set(codes)) == 100_000
    assert {len(code) for code in codes} == {5}


def _shown(night: Night) -> str:
    number = night.ticket.number
    return f"{number[:4]}-{number[4:8]}-{number[8:]}"
