"""Tokens: told once, kept as a hash, for one scope, until they expire or are revoked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from qendra.accounts.rights import DefaultRole
from qendra.api.actions import REMEMBERED, create_token, note_use, revoke_token
from qendra.api.models import Answer, Token, Window
from qendra.catalogue.models import Membership
from qendra.jobs import forget
from qendra.lib.errors import Refused
from qendra.project import cli
from tests.api.calls import Program, program
from tests.cast import Cast, opened, with_roles

Captured = pytest.CaptureFixture[str]


def test_the_secret_is_nowhere_in_the_database(cast: Cast) -> None:
    caller = program(cast.alba, cast.northwind)
    row = Token.objects.values().get()
    assert caller.secret not in str(row)
    assert len(str(row["digest"])) == 64


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer qendra_wrong", "Basic YTpi", "Bearer \u00e9", "Bearer a b"],
)
def test_without_a_good_token_there_is_no_answer(cast: Cast, header: str) -> None:
    answer = Client().get("/api/v1/tickets", headers={"Authorization": header})
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")


def test_an_expired_token_is_worth_nothing(cast: Cast) -> None:
    then = datetime.now(UTC) - timedelta(days=8)
    assert program(cast.elira, days=7, now=then).get("/tickets").status == 401
    assert program(cast.elira, days=9, now=then).get("/tickets").status == 200


def test_a_revoked_token_is_worth_nothing_from_the_next_request_on(cast: Cast) -> None:
    caller = program(cast.elira)
    assert caller.get("/tickets").status == 200
    revoke_token(token_id=caller.token.id, now=datetime.now(UTC))
    assert caller.get("/tickets").status == 401


def test_its_rights_are_those_of_its_person_now(cast: Cast) -> None:
    ticket = opened(cast)
    caller = program(cast.elira)
    note = f"/tickets/{ticket.number}/notes"
    assert caller.post(note, {"text": "x"}).status == 200
    with_roles(cast.elira, DefaultRole.AUDITOR)
    assert caller.post(note, {"text": "y"}).status == 404
    assert caller.get("/tickets").status == 200
    with_roles(cast.elira)
    assert caller.get("/tickets").status == 401


def test_it_ends_with_the_membership_and_with_the_person(cast: Cast) -> None:
    alba, drita = program(cast.alba, cast.northwind), program(cast.drita, cast.southport)
    Membership.objects.filter(person=cast.drita, customer=cast.southport).delete()
    cast.alba.is_active = False
    cast.alba.save()
    assert (alba.get("/tickets").status, drita.get("/tickets").status) == (401, 401)


def test_nobody_gets_a_token_for_what_is_not_theirs(cast: Cast) -> None:
    for person, customer in ((cast.alba, cast.southport), (cast.alba, None)):
        with pytest.raises(Refused):
            create_token(name="x", person=person, customer=customer, now=datetime.now(UTC), days=1)


def test_the_last_use_is_written_at_most_once_a_minute(cast: Cast) -> None:
    token = program(cast.elira).token
    moment = datetime.now(UTC)
    for seconds, noted in ((0, 0), (59, 0), (60, 60), (61, 60)):
        token.refresh_from_db()
        note_use(token=token, now=moment + timedelta(seconds=seconds))
        token.refresh_from_db()
        assert token.last_used_at == moment + timedelta(seconds=noted)


def test_the_command_line_makes_lists_and_revokes(cast: Cast, capsys: Captured) -> None:
    made = ["token", "create", "--email", "Alba@customer.example", "--customer", "C-1"]
    assert cli.main([*made, "--days", "2"]) == 0
    secret = capsys.readouterr().out.splitlines()[0]
    token = Token.objects.get()
    assert Program(token, secret).get("/customers").body["items"][0]["id"] == "C-1"
    assert cli.main(["token", "list"]) == 0
    listed = capsys.readouterr().out
    assert f"{datetime.now(UTC):%Y-%m-%d}" in listed
    assert secret not in listed
    assert cli.main(["token", "revoke", str(token.id)]) == 0
    assert Program(token, secret).get("/customers").status == 401


@pytest.mark.parametrize(
    "given",
    [
        ["--email", "nobody@customer.example"],
        ["--email", "alba@customer.example"],
        ["--email", "alba@customer.example", "--customer", "C-99"],
        ["--email", "elira@interspace.example", "--days", "0"],
    ],
)
def test_the_command_line_says_why_not(cast: Cast, given: list[str], capsys: Captured) -> None:
    assert cli.main(["token", "create", *given]) == 1
    assert capsys.readouterr().err.strip().endswith(".")
    assert not Token.objects.exists()


def test_too_many_requests_are_told_when_to_come_again(cast: Cast) -> None:
    caller = program(cast.elira, per_minute=2)
    answers = [caller.get("/tickets") for _ in range(2)]
    # A minute that ends meanwhile begins a new count.
    Window.objects.update(used=2, minute=int(datetime.now(UTC).timestamp()) // 60)
    answers.append(caller.get("/tickets"))
    assert [each.headers["RateLimit-Limit"] for each in answers] == ["2"] * 3
    refused = answers[-1]
    assert refused.status == 429
    assert refused.headers["RateLimit-Remaining"] == "0"
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert program(cast.elira, per_minute=2).get("/tickets").status == 200


def test_a_new_minute_counts_from_one(cast: Cast) -> None:
    caller = program(cast.elira, per_minute=5)
    caller.get("/tickets")
    Window.objects.update(used=5, minute=1)
    assert caller.get("/tickets").headers["RateLimit-Remaining"] == "4"


def test_answers_are_forgotten_after_seven_days(cast: Cast) -> None:
    caller = program(cast.elira)
    address = f"/tickets/{opened(cast).number}/notes"
    caller.post(address, {"text": "one"}, key="k")
    Answer.objects.update(created_at=datetime.now(UTC) - REMEMBERED)
    assert caller.post(address, {"text": "two"}, key="k").status == 200
    assert Answer.objects.count() == 1
    assert caller.post(address, {"text": "one"}, key="k").status == 422


def test_the_worker_forgets_old_answers(cast: Cast) -> None:
    caller = program(cast.elira)
    address = f"/tickets/{opened(cast).number}/notes"
    for key in "ab":
        caller.post(address, {"text": "one"}, key=key)
    now = datetime.now(UTC)
    Answer.objects.filter(key="a").update(created_at=now - REMEMBERED)
    assert forget.run_once(now=now) == 1
    assert [each.key for each in Answer.objects.all()] == ["b"]
    assert forget.run_once(now=now) == 0
