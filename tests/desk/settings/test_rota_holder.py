"""A rota as the holder of a level: on the page of a matrix, and on the ladder of a ticket."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from qendra.escalation.actions.defaults import install_default_matrix
from qendra.escalation.actions.sweeps import catch_up
from qendra.escalation.models import Matrix
from qendra.escalation.selectors import levels_of, matrix_for
from qendra.rotas.models import Absence, Deputy, Rota
from tests.cast import NOW, Cast, opened
from tests.desk.settings.pages import fields_of, text_of
from tests.rotas.duties import weekly, written_rota

MATRIX = "/desk/settings/matrices/standard/"


@pytest.fixture
def noc(cast: Cast) -> Rota:
    cast.provider.duty_manager = cast.hana
    cast.provider.save()
    install_default_matrix(now=NOW)
    return written_rota(weekly(cast.elira))


def held(client: Client, rota: Rota, **more: str) -> dict[str, object]:
    """The form with this rota on level 1."""
    return fields_of(client, MATRIX) | {"level_1_holder": f"rota:{rota.id}"} | more


def gap(cast: Cast, days: int) -> None:
    """Elira is away for an hour of this day, and nobody stands in."""
    start = datetime.now(UTC) + timedelta(days=days)
    end = start + timedelta(hours=1)
    Absence.objects.create(person=cast.elira, starts_at=start, ends_at=end, made_at=start)


def test_a_rota_is_chosen_shown_and_said_by_name(cast: Cast, jon: Client, noc: Rota) -> None:
    page = text_of(jon.post(MATRIX, held(jon, noc, preview="1")))
    assert "Support supervisor NOC · on call now: Elira" in page
    assert "Level 1, Support supervisor, is told: Elira, elira@" in page
    assert jon.post(MATRIX, held(jon, noc)).status_code == 302
    matrix = matrix_for(None)
    assert matrix
    assert [level.rota_id for level in levels_of(matrix)] == [noc.id, None, None, None]
    assert fields_of(jon, MATRIX)["level_1_holder"] == f"rota:{noc.id}"
    assert "now: NOC" in text_of(jon.get(MATRIX)), "history names it"


def test_a_gap_of_the_coming_weeks_is_said_at_once_and_refused(
    cast: Cast, jon: Client, noc: Rota
) -> None:
    gap(cast, 20)
    sentence = "Level 1: nobody is on call in “NOC”:"
    assert sentence in text_of(jon.post(MATRIX, held(jon, noc, preview="1")))
    refused = jon.post(MATRIX, held(jon, noc))
    assert refused.status_code == 422
    assert sentence in text_of(refused)
    assert Matrix.objects.count() == 1


def test_a_dry_run_passes_over_a_gap_and_says_so(cast: Cast, jon: Client, noc: Rota) -> None:
    start = datetime(2031, 3, 8, 20, tzinfo=UTC)
    end = start + timedelta(days=1)
    Absence.objects.create(person=cast.elira, starts_at=start, ends_at=end, made_at=start)
    typed = held(jon, noc, try_at="2031-03-08T23:10", preview="1")
    page = text_of(jon.post(MATRIX, typed))
    assert "Level 1, Support supervisor, is passed over: nobody is on call in “NOC”." in page


def test_a_rota_has_no_address_of_its_own(cast: Cast, jon: Client, noc: Rota) -> None:
    refused = jon.post(MATRIX, held(jon, noc, level_1_email="x@x.example"))
    assert refused.status_code == 422
    assert "An address or a number belongs to a person: choose one." in text_of(refused)


def test_the_picture_says_who_is_away_and_who_stands_in(cast: Cast, jon: Client, noc: Rota) -> None:
    gap(cast, 0)
    typed = fields_of(jon, MATRIX) | {"level_1_holder": str(cast.elira.id), "preview": "1"}
    assert "Elira · away now, and nobody stands in" in text_of(jon.post(MATRIX, typed))
    Deputy.objects.create(person=cast.elira, deputy=cast.faik)
    assert "Elira · away now: Faik stands in" in text_of(jon.post(MATRIX, typed))


def test_the_ladder_of_a_ticket_says_who_is_on_call_now(cast: Cast, jon: Client, noc: Rota) -> None:
    assert jon.post(MATRIX, held(jon, noc)).status_code == 302
    ticket = opened(cast)
    catch_up(now=NOW)
    page = f"/desk/tickets/{ticket.number}/"
    assert "NOC · Elira" in text_of(jon.get(page))
    gap(cast, 0)
    assert "NOC · nobody" in text_of(jon.get(page))
