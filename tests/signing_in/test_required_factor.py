"""A role may ask for a second factor: it is set up before anything else at the desk."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.db import transaction

from qendra.accounts.actions import change_role
from qendra.accounts.actor import Actor, Channel
from qendra.accounts.models import Role
from qendra.accounts.rights import Right
from tests.browsers import Browser
from tests.cast import NOW, Cast, opened
from tests.signing_in.conftest import set_up_app, sign_in


@pytest.fixture(autouse=True)
def _asked_of_agents(cast: Cast) -> None:
    role = Role.objects.get(key="agent")
    change_role(
        actor=Actor(cast.jon, Channel.DESK),
        now=NOW,
        role_id=role.id,
        name=role.name,
        rights=[Right(each) for each in role.rights],
        requires_second_factor=True,
    )


@pytest.mark.parametrize(
    "address", ["/desk/", "/desk/triage/", "/desk/calls/new/", "/desk/nothing/"]
)
def test_the_desk_is_closed_until_there_is_one(cast: Cast, browser: Browser, address: str) -> None:
    elira = browser(cast.elira)
    answer = elira.get(address)
    if address == "/desk/nothing/":
        assert answer.status_code == 404
        return
    assert answer.headers["Location"] == "/security/"
    page = elira.get("/security/").content.decode()
    assert "Your role asks for a second factor" in page


def test_nothing_is_written_without_one(cast: Cast, browser: Browser) -> None:
    ticket = opened(cast)
    answer = browser(cast.elira).post(f"/desk/tickets/{ticket.number}/entries/", {"text": "x"})
    assert answer.status_code in {302, 404}
    assert ticket.entries.filter(actor=cast.elira).count() == 0


def test_it_is_open_after_that(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transaction, "on_commit", lambda call, **_: call())
    elira = sign_in(cast.elira)
    set_up_app(elira)
    assert elira.get("/desk/").status_code == 200
    assert "Your role asks" not in elira.get("/security/").content.decode()


def test_recovery_codes_alone_are_none(cast: Cast, browser: Browser) -> None:
    Authenticator.objects.create(user=cast.elira, type="recovery_codes", data={"used_mask": 0})
    assert browser(cast.elira).get("/desk/").status_code == 302


def test_others_are_not_asked(cast: Cast, browser: Browser) -> None:
    assert browser(cast.gent).get("/desk/").status_code == 200
    assert browser(cast.alba).get("/services/").status_code == 200
