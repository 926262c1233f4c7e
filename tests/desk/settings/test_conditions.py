"""What makes a step earlier than the age does, in the form of a matrix."""

from __future__ import annotations

import pytest
from django.test import Client

from qendra.escalation.actions.defaults import install_default_matrix
from qendra.escalation.conditions import AGE_ALONE, Conditions
from qendra.escalation.selectors import matrix_for
from tests.cast import NOW, Cast
from tests.desk.settings.pages import fields_of, text_of

MATRIX = "/desk/settings/matrices/standard/"


@pytest.fixture(autouse=True)
def _matrix(cast: Cast) -> None:
    cast.provider.duty_manager = cast.hana
    cast.provider.save()
    install_default_matrix(now=NOW)


def test_an_administrator_says_what_leads_to_a_level_at_once(cast: Cast, jon: Client) -> None:
    assert conditions_now() == AGE_ALONE
    typed = {"repair_level": "2", "reopened_level": "3", "reopenings": "4"}
    assert jon.post(MATRIX, fields_of(jon, MATRIX) | typed).status_code == 302
    assert conditions_now() == Conditions(repair=2, reopened=3, reopenings=4)
    shown = fields_of(jon, MATRIX)
    assert (shown["repair_level"], shown["reopenings"]) == ("2", "4")
    assert not shown.get("response_level")


def test_a_level_that_is_not_there_is_said_at_its_field(cast: Cast, jon: Client) -> None:
    typed = {"response_level": "6", "name": "Kept as typed"}
    refused = jon.post(MATRIX, fields_of(jon, MATRIX) | typed)
    assert refused.status_code == 422
    assert "The ladder has no such level." in text_of(refused)
    assert "Kept as typed" in refused.content.decode()
    assert conditions_now() == AGE_ALONE


def conditions_now() -> Conditions:
    matrix = matrix_for(None)
    assert matrix is not None
    return matrix.conditions
