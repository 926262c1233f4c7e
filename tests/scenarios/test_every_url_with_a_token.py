"""Every operation of the API with the token of every kind of person.

A new operation without a row in ``rows_api.py`` fails ``test_every_url.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.urls import reverse

from qendra.accounts.rights import DefaultRole
from qendra.lib import ticket_id
from tests.api.calls import ROOT, Answered, Program, program
from tests.cast import Cast, opened, with_roles
from tests.scenarios.answers import CUSTOMERS
from tests.scenarios.rows_api import WITH_TOKEN, Asked
from tests.scenarios.scene import Scene, make_scene


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return make_scene(cast, datetime.now(UTC))


@pytest.mark.parametrize("name", WITH_TOKEN)
def test_a_token_may_what_the_row_says_and_a_refusal_changes_nothing(
    name: str, scene: Scene
) -> None:
    asked = WITH_TOKEN[name]
    statuses = {}
    for who, caller in _everybody(scene):
        before = _writes()
        answer = _ask(name, asked, scene, caller)
        statuses[who] = answer.status
        if asked.verb == "GET" or answer.status >= 400:
            assert _writes() == before, f"{who} changed something"
    assert statuses == asked.answers


def test_a_token_of_one_customer_does_not_see_the_other_of_its_person(scene: Scene) -> None:
    cast = scene.cast
    caller = program(cast.drita, cast.southport)
    number = ticket_id.shown(scene.ticket.number, cast.provider.ticket_prefix)
    for path in (
        f"/tickets/{number}",
        f"/tickets/{number}/timeline",
        f"/files/{scene.shown_file.id}",
        f"/services/{cast.transit.code}",
        f"/customers/{cast.northwind.external_id}",
    ):
        assert caller.get(path).status == 404, path
    assert caller.get("/tickets").body["items"] == []
    assert caller.post(f"/tickets/{number}/replies", {"text": "Hello"}).status == 404


def test_no_customer_gets_an_internal_file(scene: Scene) -> None:
    caller = program(scene.cast.alba, scene.cast.northwind)
    assert caller.get(f"/files/{scene.hidden_file.id}").status == 404
    shown = caller.get(f"/files/{scene.shown_file.id}")
    assert (shown.body, shown.headers["Content-Disposition"][:10]) == (b"mtr.txt", "attachment")


def test_a_token_of_staff_for_one_customer_has_no_rights_of_staff(scene: Scene) -> None:
    cast = scene.cast
    with_roles(cast.drita, DefaultRole.AGENT)
    caller = program(cast.drita, cast.southport)
    assert caller.get(f"/tickets/{scene.ticket.number}").status == 404
    own = opened(cast, key="s", customer=cast.southport, service=cast.foreign, reporter=cast.cedric)
    assert caller.post(f"/tickets/{own.number}/notes", {"text": "x"}).status == 403


def _everybody(scene: Scene) -> Iterator[tuple[str, Program]]:
    """Each kind of person's token; what it did is undone after it."""
    for who, person in scene.cast.people().items():
        with transaction.atomic():
            customer = scene.cast.northwind if who in CUSTOMERS else None
            if who == "other customer":
                customer = scene.cast.southport
            yield who, program(person, customer)
            transaction.set_rollback(True)


def _ask(name: str, asked: Asked, scene: Scene, caller: Program) -> Answered:
    path = reverse(name, args=asked.arguments(scene)).removeprefix(ROOT)
    if name == "api:upload":
        return caller.upload("mtr.txt", b"lossy")
    return caller.get(path) if asked.verb == "GET" else caller.send(asked.verb, path, asked.body)


def _writes() -> int:
    """Rows written in this transaction; that the token was used is written of course."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)"
            " FROM pg_stat_xact_user_tables WHERE relname NOT IN ('api_window', 'api_token')"
        )
        return int(cursor.fetchone()[0])
