"""The form of a plan: what is typed is what is kept."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from qendra.rotas.models import Rota
from qendra.rotas.selectors import on_call_now
from tests.browsers import Browser
from tests.cast import Cast
from tests.desk.settings.pages import fields_of, text_of

URL = "/desk/rotas/new/"


@pytest.fixture
def faik(cast: Cast, browser: Browser) -> Client:
    """A supervisor's browser."""
    return browser(cast.faik)


def entered(faik: Client, cast: Cast, **changes: str) -> dict[str, object]:
    own = {"name": "Nights", "layer_1_name": "Nights", "layer_1_person_1": str(cast.elira.id)}
    return fields_of(faik, URL) | own | changes


def test_hours_without_a_day_are_those_of_every_day(cast: Cast, faik: Client) -> None:
    given = entered(faik, cast, layer_1_from="18:00", layer_1_until="08:00")
    assert faik.post(URL, given).status_code == 302
    rota = Rota.objects.get(name="Nights")
    moments = [datetime(2030, 5, day, hour, tzinfo=UTC) for day in (4, 8) for hour in (12, 23)]
    named = [on_call_now([rota.id], moment)[rota.id] for moment in moments]
    assert [bool(each) for each in named] == [False, True, False, True]


def test_history_names_days_and_people(cast: Cast, faik: Client) -> None:
    hours = {"layer_1_days": ["0", "5"], "layer_1_from": "18:00", "layer_1_until": "08:00"}
    assert faik.post(URL, entered(faik, cast) | hours).status_code == 302
    rota = Rota.objects.get(name="Nights")
    shown = text_of(faik.get(f"/desk/rotas/{rota.id}/"))
    assert "Layer 1: On these days Mon, Sat" in shown
    assert f"Layer 1: Person 1 {cast.elira.name}" in shown
    assert "Layer 2" not in shown


def test_half_of_the_hours_is_asked_for(cast: Cast, faik: Client) -> None:
    answer = faik.post(URL, entered(faik, cast, layer_1_from="18:00"))
    assert answer.status_code == 422
    assert "Say from when to when" in text_of(answer)
