"""Who may do what on the desk: every address, as every kind of person."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from qendra.desk.urls import urlpatterns
from qendra.intake.email.actions import store_mail
from qendra.intake.email.models import RawMail, State, Way
from qendra.intake.email.reasons import Reason
from qendra.tickets.models import Ticket
from tests.cast import NOW, Cast, opened
from tests.desk.conftest import Browser
from tests.desk.forms import compose, drawn, post

SEES = {"agent", "supervisor", "auditor", "ladder holder", "problem manager", "administrator"}
NOTES = SEES - {"auditor"}
WORKS = {"agent", "supervisor", "administrator"}
# For whom each address exists at all; with GET for pages, with POST for what writes.
READ = {
    "front",
    "queue",
    "ticket",
    "triage",
    "mail",
    "file",
    "palette",
    "keys",
    "side",
    "view",
    "presence",
    "call_backs",
    "satisfaction",
}
WHO = {
    "front": SEES,
    "queue": SEES,
    "ticket": SEES,
    "file": SEES,
    "triage": SEES,
    "palette": SEES,
    "bulk": NOTES,
    "views": SEES,
    "columns": SEES,
    "tabs": SEES,
    # Whose view it is decides a gate of its own: nobody has the one that is asked for here.
    "view": set(),
    "view_deletion": set(),
    "side": SEES,
    "presence": SEES,
    "call_backs": SEES,
    "satisfaction": {"supervisor", "administrator"},
    "keys": SEES,
    "mail": SEES,
    "entries": NOTES,
    "undo": SEES,
    "new_call": WORKS,
    "facts": WORKS,
    "priority": WORKS,
    "assignment": WORKS,
    "moves": WORKS,
    "escalation": WORKS,
    # Whoever sees may try; whose step it is decides the escalation's own gate.
    "acknowledgement": {"supervisor", "ladder holder", "administrator"},
    "mail_ticket": WORKS,
    "mail_joining": WORKS,
    "mail_dismissal": WORKS,
    "mail_retry": WORKS,
    "repetition": WORKS,
}
FORMS = ("compose", "facts_form", "priority_form")


def names() -> Iterator[str]:
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        yield str(pattern.name)


def test_every_address_says_for_whom_it_is() -> None:
    assert set(names()) == set(WHO)


def arguments(name: str, ticket: Ticket, mail: RawMail) -> list[object]:
    if name == "queue":
        return ["all"]
    if name in {
        "front",
        "triage",
        "new_call",
        "palette",
        "keys",
        "undo",
        "side",
        "bulk",
        "views",
        "columns",
        "tabs",
        "call_backs",
        "satisfaction",
    }:
        return []
    if name.startswith("mail"):
        return [mail.id]
    if name in {"file", "acknowledgement", "repetition", "view", "view_deletion"}:
        return [987654]
    return [ticket.number]


@pytest.fixture
def mail(cast: Cast) -> RawMail:
    """A mail in triage."""
    raw = b"From: nobody@example.org\r\nSubject: Hello\r\n\r\nHelp\r\n"
    row = store_mail(raw=raw, envelope_from="", envelope_to=[], way=Way.SMTP, now=NOW)
    RawMail.objects.update(state=State.TRIAGE, reason=Reason.UNKNOWN_SENDER)
    return RawMail.objects.get(id=row.id)


def test_an_address_exists_only_for_those_who_have_the_right(
    cast: Cast, browser: Browser, mail: RawMail
) -> None:
    ticket = opened(cast)
    for person, who in cast.people().items():
        client = browser(who)
        for name in names():
            url = reverse(f"desk:{name}", args=arguments(name, ticket, mail))
            response = client.get(url) if name in READ | {"new_call"} else client.post(url)
            nothing_there = 987654 in arguments(name, ticket, mail)
            is_there = who.is_staff_member and person in WHO[name] and not nothing_there
            assert (response.status_code != 404) is is_there, (person, name)


def test_whoever_is_signed_out_is_only_asked_to_sign_in(cast: Cast, mail: RawMail) -> None:
    ticket = opened(cast)
    for name in names():
        url = reverse(f"desk:{name}", args=arguments(name, ticket, mail))
        for response in (Client().get(url), Client().post(url)):
            assert response.status_code == 302, name
            assert response["Location"].startswith("/sign-in/?next=/desk/"), name


def test_pages_that_write_cannot_be_opened(cast: Cast, elira: Client, mail: RawMail) -> None:
    ticket = opened(cast)
    for name in set(names()) - READ - {"new_call", "bulk"}:
        url = reverse(f"desk:{name}", args=arguments(name, ticket, mail))
        assert elira.get(url).status_code == 405, name


def test_who_only_sees_is_shown_no_form(cast: Cast, browser: Browser) -> None:
    ticket = opened(cast)
    page = browser(cast.gent).get(f"/desk/tickets/{ticket.number}/")
    assert not any(page.context.get(name) for name in FORMS)
    assert not page.context["acts"]
    content = page.content.decode()
    # Only the language and the sign-out of the page's own head, and that the page says it is seen.
    assert content.count("<form") == content.count('role="search"') + 3
    assert "Log a call" not in content


def test_ladder_holders_and_problem_managers_write_notes_and_nothing_else(
    cast: Cast, browser: Browser
) -> None:
    ticket = opened(cast)
    for person in (cast.hana, cast.iris):
        client = browser(person)
        page = client.get(f"/desk/tickets/{ticket.number}/")
        assert [mode for mode, _ in page.context["compose"].modes] == ["note"]
        assert not page.context["acts"]
        post(client, ticket, "entries", compose(ticket, "note", "From the side."))
        assert ticket.entries.filter(kind="note", actor=person).exists()
        response = post(client, ticket, "entries", compose(ticket, "reply", "Hello"))
        assert response.status_code == 422
    assert not ticket.entries.filter(kind="reply").exists()


def test_a_step_of_somebody_else_is_not_there_to_acknowledge(cast: Cast, browser: Browser) -> None:
    ticket = opened(cast)
    response = browser(cast.gent).post("/desk/steps/1/acknowledgement/", drawn(ticket))
    assert response.status_code == 404
