"""A rota ends once no level needs it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from qendra.escalation.actions.rotas import retire_rota
from qendra.escalation.selectors import holder_of, levels_of_rota
from qendra.lib.errors import Refused
from qendra.rotas.models import Rota
from qendra.rotas.selectors import current_rotas
from tests.cast import NOW, Cast, desk
from tests.escalation.night import Night, levels_of, publish, publish_levels
from tests.rotas.duties import weekly, written_rota


@pytest.fixture
def rota(cast: Cast) -> Rota:
    return written_rota(weekly(cast.elira))


def hold(cast: Cast, rota: Rota) -> None:
    first, second = levels_of(None, cast.jon)
    publish_levels([replace(first, rota_id=rota.id), second])


def test_it_stays_while_a_level_is_its(cast: Cast, rota: Rota) -> None:
    hold(cast, rota)
    with pytest.raises(Refused, match="It holds level 1 of the matrix “Standard”"):
        retire_rota(actor=desk(cast.faik), now=NOW, rota_id=rota.id)
    publish(cast.faik, cast.jon)
    assert levels_of_rota(rota.id) == []
    retire_rota(actor=desk(cast.faik), now=NOW, rota_id=rota.id, reason="One desk for all")
    assert not current_rotas().exists()


def test_it_stays_while_open_tickets_climb_through_it(cast: Cast, rota: Rota) -> None:
    hold(cast, rota)
    night = Night(cast)
    night.report()
    publish(cast.faik, cast.jon)
    with pytest.raises(Refused, match="1 open ticket still climbs through it"):
        retire_rota(actor=desk(cast.faik), now=NOW, rota_id=rota.id)


def test_nobody_is_on_call_in_one_that_has_ended(cast: Cast, rota: Rota) -> None:
    (level,) = levels_of(None)
    held = replace(level, rota_id=rota.id)
    assert holder_of(held, NOW) == cast.elira
    retire_rota(actor=desk(cast.faik), now=NOW, rota_id=rota.id)
    assert holder_of(held, NOW) is None


def test_it_needs_the_right_to_manage_rotas(cast: Cast, rota: Rota) -> None:
    with pytest.raises(Refused, match="Manage rotas"):
        retire_rota(actor=desk(cast.elira), now=NOW, rota_id=rota.id)


def test_its_page_says_what_it_still_holds_and_ends_it(
    cast: Cast, rota: Rota, client: Client
) -> None:
    client.force_login(cast.faik)
    url = f"/desk/rotas/{rota.id}/end/"
    hold(cast, rota)
    assert "Support supervisor" in client.get(url).content.decode()
    refused = client.post(url, {"reason": "Over"})
    assert refused.status_code == 422
    assert 'value="Over"' in refused.content.decode()
    publish(cast.faik, cast.jon)
    assert client.post(url, {"reason": "Over"}).status_code == 302
    assert client.get(url).status_code == 404
