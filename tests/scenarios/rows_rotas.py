"""The pages of rotas: everybody of the staff looks; who manages rotas changes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from qendra.rotas.actions.calendars import make_calendar_address
from qendra.rotas.addresses import calendar_url
from qendra.rotas.models import Absence, CalendarAddress, Override, Rota
from tests.cast import desk
from tests.rotas.duties import weekly, written_rota
from tests.scenarios.answers import FOUND, OK, STAFF, WRONG_METHOD, Row, desk_for, everybody
from tests.scenarios.scene import Scene

MANAGERS = ("supervisor", "administrator")
REFUSED = 422


def rota(scene: Scene) -> list[object]:
    """Elira and Hana take turns."""
    found = Rota.objects.filter(ended_at=None).first()
    return [(found or written_rota(weekly(scene.cast.elira, scene.cast.hana))).id]


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


def calendar_address(scene: Scene) -> CalendarAddress:
    """Elira reads her own shifts elsewhere."""
    return make_calendar_address(actor=desk(scene.cast.elira), now=scene.now)


def token(scene: Scene) -> list[object]:
    return [calendar_url(calendar_address(scene)).split("/")[-2]]


def calendar_file(scene: Scene) -> SimpleUploadedFile:
    """An event of tomorrow."""
    day = scene.now + timedelta(days=1)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", "UID:1"]
    lines += [f"DTSTART;VALUE=DATE:{day:%Y%m%d}", "END:VEVENT", "END:VCALENDAR", ""]
    return SimpleUploadedFile("shifts.ics", "\r\n".join(lines).encode())


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
    "rotas:end": Row(
        get=desk_for(OK, *MANAGERS),
        post=desk_for(FOUND, *MANAGERS),
        form=lambda _scene: {"reason": "a test"},
        arguments=rota,
    ),
    # Only who manages rotas puts in somebody who is not of the rota.
    "rotas:override": _posted(
        desk_for(REFUSED) | dict.fromkeys(MANAGERS, FOUND),
        form=lambda scene: span(scene) | {"person": scene.cast.jon.id},
        arguments=rota,
    ),
    "rotas:override_withdrawal": _posted(desk_for(FOUND), arguments=override),
    "rotas:calendars": Row(get=desk_for(OK), hides_methods=True),
    "rotas:calendar": Row(get=everybody(OK), arguments=token),
    "rotas:calendar_address": _posted(desk_for(FOUND)),
    "rotas:calendar_revocation": _posted(
        desk_for(FOUND, "agent"), arguments=lambda scene: [calendar_address(scene).id]
    ),
    "rotas:absence_file": _posted(
        desk_for(REFUSED) | dict.fromkeys((*MANAGERS, "ladder holder"), FOUND),
        form=lambda scene: {"person": scene.cast.hana.id, "file": calendar_file(scene)},
    ),
    "rotas:shift_file": Row(
        get=desk_for(WRONG_METHOD, *MANAGERS),
        post=desk_for(FOUND, *MANAGERS),
        # The rota is there before anybody posts.
        arguments=lambda scene: rota(scene)[:0],
        form=lambda scene: {"rota": rota(scene)[0], "file": calendar_file(scene)},
        hides_methods=True,
    ),
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
