"""Every URL, as every kind of person: who is answered how, and that a refusal changes nothing.

A new URL without a row in ``rows_panel.py``, ``rows_signing_in.py``, ``rows_desk.py`` or
``rows_api.py`` fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.cast import Cast
from tests.scenarios.answers import (
    EVERYBODY,
    FOUND,
    NOBODY,
    NOT_FOUND,
    WRONG_METHOD,
    Row,
    everybody,
)
from tests.scenarios.rows_api import API
from tests.scenarios.rows_desk import DESK, drawn
from tests.scenarios.rows_panel import PANEL
from tests.scenarios.rows_rotas import ROTAS
from tests.scenarios.rows_signing_in import SIGNING_IN
from tests.scenarios.rows_staff import STAFF_PAGES
from tests.scenarios.scene import Scene, make_scene

ROWS = PANEL | SIGNING_IN | DESK | ROTAS | STAFF_PAGES | API
REFUSED = {401, 403, NOT_FOUND, WRONG_METHOD, 422}


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return make_scene(cast, datetime.now(UTC))


def test_every_url_has_a_row_and_every_row_a_url() -> None:
    assert sorted(_names(get_resolver().url_patterns)) == sorted(ROWS)


@pytest.mark.parametrize("name", ROWS)
def test_looking_is_for_whom_the_row_says_and_changes_nothing(name: str, scene: Scene) -> None:
    row = ROWS[name]
    address = _address(name, row, scene)
    statuses = {}
    for who, client in _everybody(scene):
        before = _writes()
        response = client.get(address, row.query)
        response.getvalue()  # reads a file to its end, which closes it
        statuses[who] = response.status_code
        assert _writes() == before, f"{who} changed something by looking"
        assert _runs_only_what_is_ours(response)
    assert statuses == row.get


@pytest.mark.parametrize("name", ROWS)
def test_posting_is_for_whom_the_row_says_and_a_refusal_changes_nothing(
    name: str, scene: Scene
) -> None:
    row = ROWS[name]
    address = _address(name, row, scene)
    statuses = {}
    for who, client in _everybody(scene):
        before = _writes()
        response = client.post(address, row.form(scene))
        statuses[who] = response.status_code
        if _is_refusal(response):
            assert _writes() == before, f"{who} was refused and changed something"
    assert statuses == (row.post or _wrong_method(row))


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_no_other_method_does_anything(method: str, scene: Scene) -> None:
    client = _client(scene, "customer administrator")
    for name, row in ROWS.items():
        address = _address(name, row, scene)
        before = _writes()
        response = client.generic(method.upper(), address)
        assert response.status_code < 500, name
        assert _writes() == before, name


@pytest.mark.parametrize("who", ["ladder holder", "problem manager"])
@pytest.mark.parametrize("mode", ["reply", "call"])
def test_whoever_may_only_note_cannot_speak_to_the_customer(
    who: str, mode: str, scene: Scene
) -> None:
    client = _client(scene, who)
    before = _writes()
    form = drawn(scene, mode=mode, text="All is well.")
    address = _address("desk:entries", ROWS["desk:entries"], scene)
    assert client.post(address, form).status_code == 422
    assert _writes() == before


def test_the_count_of_writes_sees_a_write(cast: Cast) -> None:
    before = _writes()
    cast.alba.save()
    assert _writes() == before + 1


def _names(patterns: list[URLPattern | URLResolver], namespace: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _names(pattern.url_patterns, inner)
        else:
            assert pattern.name, f"{pattern.pattern} has no name"
            yield f"{namespace}{pattern.name}"


def _address(name: str, row: Row, scene: Scene) -> str:
    return reverse(name, args=row.arguments(scene))


def _everybody(scene: Scene) -> Iterator[tuple[str, Client]]:
    """Each kind of person in a browser of their own; what they did is undone after it."""
    for who in EVERYBODY:
        with transaction.atomic():
            yield who, _client(scene, who)
            transaction.set_rollback(True)


def _client(scene: Scene, who: str) -> Client:
    client = Client(raise_request_exception=True)
    if who != NOBODY:
        client.force_login(scene.cast.people()[who])
    return client


def _writes() -> int:
    """How many rows were written in this transaction, sessions aside; PostgreSQL counts them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)"
            " FROM pg_stat_xact_user_tables WHERE relname <> 'django_session'"
        )
        return int(cursor.fetchone()[0])


def _runs_only_what_is_ours(response: HttpResponseBase) -> bool:
    """Whatever got into a page, the browser runs and draws nothing that is not a file of ours."""
    rules = [rule.split() for rule in response["Content-Security-Policy"].split(";")]
    words = {word for rule in rules for word in rule}
    has_a_default = any(rule[:1] == ["default-src"] or rule == ["sandbox"] for rule in rules)
    return has_a_default and not words & {"'unsafe-inline'", "'unsafe-eval'", "*", "https:"}


def _is_refusal(response: HttpResponseBase) -> bool:
    to_sign_in = response.status_code == FOUND and response["Location"].startswith("/sign-in/?")
    return to_sign_in or response.status_code in REFUSED


def _wrong_method(row: Row) -> dict[str, int]:
    """Where nothing is posted: 405 for whoever comes as far as that."""
    if not row.hides_methods:
        return everybody(WRONG_METHOD)
    return {
        who: status if status == NOT_FOUND or who == NOBODY else WRONG_METHOD
        for who, status in row.get.items()
    }
