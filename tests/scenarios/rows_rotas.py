"""The pages of rotas: everybody of the staff looks; who manages rotas changes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from qendra.rotas.models import Absence, Override, Rota
from tests.rotas.duties import weekly, written_rota
from tests.scenarios.answers import FOUND, OK, STAFF, WRONG_METHOD, Row, desk_for
from tests.scenarios.scene import Scene

MANAGERS = ("supervisor", "administrator")
REFUSED = 422


def rota(scene: Scene) -> list[object]:
    """Elira and Hana take turns."""
    found = Rota.objects.first() or written_rota(weekly(scene.cast.elira, scene.cast.hana))
    return [found.id]


def override(scene: Scene) -> list[object]:
    """Elira put Hana in."""
    row, _made = Override.objects.get_or_create(
        rota=Rota.objects.get(id=str(rota(scene)[0])),
        person=scene.cast.hana,
        made_by=scene.cast.elira,
        made_at=scene.now,
        starts_at=scene.now + timedelta(hours=1),
        ends_at=scene.now + timedelta(hours=2),
    )
    return [row.id]


def absence(scene: Scene) -> list[object]:
    """Elira is on holiday."""
    row, _made = Absence.objects.get_or_create(
        person=scene.cast.elira,
        made_at=scene.now,
        starts_at=scene.now + timedelta(days=3),
        ends_at=scene.now + timedelta(days=4),
    )
    return [row.id]


def span(scene: Scene) -> dict[str, Any]:
    begins = scene.now + timedelta(days=1)
    return {
        "starts_at": f"{begins:%Y-%m-%dT%H:%M}",
        "ends_at": f"{begins + timedelta(hours=4):%Y-%m-%dT%H:%M}",
    }


def plan(scene: Scene) -> dict[str, Any]:
    units = {f"layer_{number}_unit": "weeks" for number in range(1, 5)}
    return units | {
        "name": "Nights",
        "time_zone": "Europe/Tirane",
        "layer_1_name": "Only one",
        "layer_1_person_1": scene.cast.hana.id,
        "layer_1_length": 1,
        "layer_1_begins": "2026-03-02",
        "layer_1_at": "08:00",
    }


def _posted(answers: dict[str, int], **more: Any) -> Row:
    get = dict.fromkeys(STAFF, WRONG_METHOD)
    return Row(get=desk_for(WRONG_METHOD) | get, post=answers, hides_methods=True, **more)


ROTAS = {
    "rotas:rotas": Row(get=desk_for(OK), hides_methods=True),
    "rotas:rota": Row(get=desk_for(OK), arguments=rota, hides_methods=True),
    "rotas:new_rota": Row(get=desk_for(OK, *MANAGERS), post=desk_for(FOUND, *MANAGERS), form=plan),
    "rotas:plan": Row(
        get=desk_for(OK, *MANAGERS),
        post=desk_for(FOUND, *MANAGERS),
        form=plan,
        arguments=rota,
    ),
    # Only who manages rotas puts in somebody who is not of the rota.
    "rotas:override": _posted(
        desk_for(REFUSED) | dict.fromkeys(MANAGERS, FOUND),
        form=lambda scene: span(scene) | {"person": scene.cast.jon.id},
        arguments=rota,
    ),
    "rotas:override_withdrawal": _posted(desk_for(FOUND), arguments=override),
    "rotas:absences": Row(
        get=desk_for(OK),
        post=desk_for(REFUSED) | dict.fromkeys((*MANAGERS, "ladder holder"), FOUND),
        form=lambda scene: span(scene) | {"person": scene.cast.hana.id},
    ),
    "rotas:deputy": _posted(
        desk_for(REFUSED) | dict.fromkeys((*MANAGERS, "ladder holder"), FOUND),
        form=lambda scene: {"person": scene.cast.hana.id, "deputy": scene.cast.jon.id},
    ),
    "rotas:absence_withdrawal": _posted(desk_for(FOUND, *MANAGERS, "agent"), arguments=absence),
}
