"""The desk: who of the staff is answered how. For everybody else there is no desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from qendra.announcements.models import Announcement
from qendra.call_backs.actions import ask_missed_call
from qendra.catalogue.brand import brand_of
from qendra.catalogue.models import Provider
from qendra.desk.models import View
from qendra.intake.phone.models import PhoneCall, PhoneSystem
from qendra.paging.models import Page
from qendra.signing_in.models import IdentityProvider
from qendra.tickets.matrices import matrix_values
from qendra.tickets.models import Ticket
from qendra.tickets.priority import FIRST
from tests.paging.sending import ntfy, queued_test
from tests.scenarios.answers import FOUND, OK, STAFF, WRONG_METHOD, Row, desk_for
from tests.scenarios.scene import Scene

ANNOUNCERS = ("supervisor", "administrator")
WORKERS = ("agent", "supervisor", "administrator")
NOTERS = tuple(who for who in STAFF if who != "auditor")
# Hana holds the step of the scene; the others have the right to take any.
TAKERS = ("supervisor", "ladder holder", "administrator")

Arguments = Callable[[Scene], list[object]]
Form = Callable[[Scene], dict[str, Any]]


def ticket(scene: Scene) -> list[object]:
    return [scene.ticket_id]


def stray(scene: Scene) -> list[object]:
    return [scene.stray.id]


def drawn(scene: Scene, **fields: object) -> dict[str, Any]:
    """A form of the ticket's page, drawn from it as it is now."""
    fresh = Ticket.objects.get(id=scene.ticket.id)
    last = fresh.entries.order_by("-id")[0]
    return {"version": fresh.version, "seen": last.id, "token": str(uuid4()), **fields}


def shared_view(scene: Scene) -> int:
    """A view of Elira's that everybody sees."""
    view, _made = View.objects.get_or_create(
        owner=scene.cast.elira, name="Of all", queue="all", is_for_all=True
    )
    return view.id


def a_system(scene: Scene) -> PhoneSystem:
    system, _made = PhoneSystem.objects.get_or_create(
        name="House", defaults={"salt": "0" * 32, "created_at": scene.now}
    )
    return system


def a_phone_system(scene: Scene) -> list[object]:
    return [a_system(scene).id]


def a_phone_call(scene: Scene) -> list[object]:
    """One that rings."""
    about = {"call_id": str(uuid4()), "rang_at": scene.now, "changed_at": scene.now}
    return [PhoneCall.objects.create(system=a_system(scene), **about).id]


def a_call_back(scene: Scene) -> list[object]:
    """Of somebody whose call nobody took."""
    missed = ask_missed_call(
        number="+355 69 123 4567", person=None, customer=None, key=str(uuid4()), now=scene.now
    )
    return [missed.id]


def facts(scene: Scene) -> dict[str, Any]:
    return drawn(scene, service_id="DS-20001", ip_address="192.0.2.10", description="Cut.")


def call(scene: Scene) -> dict[str, Any]:
    return {
        "token": str(uuid4()),
        "save": "1",
        "kind": "fault",
        "service": scene.cast.transit.code,
        "description": "No traffic.",
        "urgency": "high",
        "caller": scene.cast.alba.id,
    }


def page(arguments: Arguments = lambda _: []) -> Row:
    """A page that all staff may read."""
    return Row(get=desk_for(OK), arguments=arguments, hides_methods=True)


def act(who: tuple[str, ...], form: Form, arguments: Arguments = ticket) -> Row:
    """Something to do, by POST only."""
    return Row(
        get=desk_for(WRONG_METHOD, *who),
        post=desk_for(FOUND, *who),
        arguments=arguments,
        form=form,
    )


def brand_form(scene: Scene) -> dict[str, Any]:
    return brand_of(Provider.objects.get(id=1)) | {"panel_name": "Their Interspace"}


def level_form() -> dict[str, Any]:
    priorities = ("critical", "major", "minor", "low")
    lengths = {f"{each}_response": "15 min" for each in priorities}
    lengths |= {f"{each}_repair": "4 h" for each in priorities}
    return {"name": "New", **lengths, **{f"{each}_calendar": "24x7" for each in priorities}}


def matrix_form() -> dict[str, Any]:
    ages = {f"level_1_{each}": "1 h" for each in ("critical", "major", "minor", "low")}
    return {"name": "New", "level_1_role": "Shift lead", **ages}


def for_administrators(arguments: Arguments = lambda _: []) -> Row:
    """A page that administrators look at; nobody else knows of it."""
    return Row(get=desk_for(OK, "administrator"), arguments=arguments, hides_methods=True)


def house_form(_: Scene) -> dict[str, object]:
    return {
        "name": "House",
        "issuer": "https://127.0.0.1:9/",
        "client_id": "qendra",
        "secret": "hidden",
        "domains": "house.example",
    }


def a_house(_: Scene) -> list[object]:
    found, _made = IdentityProvider.objects.get_or_create(
        slug="house", defaults={"name": "House", "issuer": "x", "domains": ["house.example"]}
    )
    return [found.id]


def a_transport(_: Scene) -> list[object]:
    return [ntfy().id]


def a_test(_: Scene) -> list[object]:
    found = Page.objects.first()
    return [(found or queued_test(ntfy(), "my-topic")).id]


def announcement_form(scene: Scene) -> dict[str, object]:
    return {
        "kind": "incident",
        "title": "Fibre cut",
        "text": "A crew is on its way.",
        "begins_at": f"{scene.now:%Y-%m-%dT00:00}",
        "audience": "everybody",
    }


def an_announcement(scene: Scene) -> list[object]:
    found, _made = Announcement.objects.get_or_create(
        kind="incident", title="Cut", text="Soon.", begins_at=scene.now, is_for_all=True
    )
    return [found.id]


def settings(form: Form, arguments: Arguments = lambda _: []) -> Row:
    """A page of settings: administrators look and save, nobody else knows of it."""
    return Row(
        get=desk_for(OK, "administrator"),
        post=desk_for(FOUND, "administrator"),
        arguments=arguments,
        form=form,
    )


DESK = {
    "standstill": Row(get=desk_for(OK, *STAFF), hides_methods=True),
    "doctor": Row(get=desk_for(OK, "administrator"), hides_methods=True),
    "settings:index": for_administrators(),
    "settings:setup": settings(lambda _: {"step": "mail"}),
    # The cast has a first line, so that making one is refused.
    "settings:setup_team": Row(
        get=desk_for(OK, "administrator"),
        post=desk_for(422, "administrator"),
        form=lambda _: {"name": "Another line"},
    ),
    "settings:setup_customer": settings(
        lambda _: {
            "customer": "Eastwind",
            "external_id": f"C-{uuid4()}",
            "contact": "Edi",
            "email": f"{uuid4()}@eastwind.example",
            "service_id": f"IPT-{uuid4()}",
            "service": "IP transit",
        }
    ),
    "settings:brand": settings(brand_form),
    "settings:mail": settings(lambda _: {"to_address": "jon@interspace.example"}),
    "settings:mail_test": for_administrators(lambda scene: [scene.test.id]),
    "settings:transports": for_administrators(),
    "settings:new_transport": settings(
        lambda _: {"name": str(uuid4()), "server": "https://ntfy.sh"}, lambda _: ["ntfy"]
    ),
    "settings:transport": settings(
        lambda _: {"name": str(uuid4()), "server": "https://ntfy.sh"}, a_transport
    ),
    "settings:transport_test": settings(lambda _: {"address": "my-topic"}, a_transport),
    "settings:transport_result": for_administrators(a_test),
    "settings:duty": settings(lambda scene: {"duty_manager": scene.cast.hana.id}),
    "settings:priorities": settings(lambda _: matrix_values(FIRST)),
    "settings:calendars": for_administrators(),
    "settings:new_calendar": settings(lambda _: {"name": "New", "time_zone": "UTC"}),
    "settings:calendar": settings(
        lambda _: {"name": "New", "time_zone": "UTC"}, lambda _: ["business-hours"]
    ),
    "settings:levels": for_administrators(),
    "settings:new_level": settings(
        lambda _: level_form() | {"scope_kind": "service", "scope_code": "DS-20001"}
    ),
    "settings:level": settings(lambda _: level_form(), lambda _: ["standard"]),
    "settings:matrices": for_administrators(),
    "settings:new_matrix": settings(
        lambda _: matrix_form() | {"scope_kind": "service", "scope_code": "DS-20001"}
    ),
    "settings:matrix": settings(lambda _: matrix_form(), lambda _: ["standard"]),
    "settings:documents": settings(lambda _: {"names_holders": "names"}),
    "settings:service_documents": for_administrators(lambda scene: [scene.cast.transit.code]),
    "settings:records": for_administrators(lambda _: ["customers"]),
    "settings:new_record": settings(
        lambda _: {"external_id": f"N-{uuid4()}", "name": "New", "time_zone": "UTC"},
        lambda _: ["customers"],
    ),
    "settings:record": settings(
        lambda _: {"external_id": "C-1", "name": f"N {uuid4()}", "time_zone": "UTC"},
        lambda scene: ["customers", scene.cast.northwind.id],
    ),
    "settings:export": for_administrators(lambda _: ["customers"]),
    "settings:example": for_administrators(lambda _: ["customers"]),
    "settings:import_file": settings(
        lambda _: {"file": SimpleUploadedFile("c.csv", b"external_id,name\nC-1,Northwind\n")},
        lambda _: ["customers"],
    ),
    "settings:import": settings(lambda _: {"drop": "1"}, lambda scene: [scene.run.id]),
    "settings:telephone": for_administrators(),
    "settings:new_telephone_system": settings(lambda _: {"name": f"House {uuid4()}"}),
    "settings:telephone_system": settings(
        lambda _: {"name": "House", "is_active": "on"}, a_phone_system
    ),
    "settings:telephone_secret": act(("administrator",), lambda _: {}, a_phone_system),
    "settings:identities": for_administrators(),
    # No other house answers there, so nothing is saved.
    "settings:new_identity": Row(
        get=desk_for(OK, "administrator"),
        post=desk_for(422, "administrator"),
        form=house_form,
    ),
    "settings:identity": Row(
        get=desk_for(OK, "administrator"),
        post=desk_for(422, "administrator"),
        arguments=a_house,
        form=house_form,
    ),
    "desk:front": page(),
    "desk:queue": page(lambda _: ["all"]),
    "desk:side": page(),
    "desk:ticket": page(ticket),
    "desk:palette": page(),
    "desk:keys": page(),
    "desk:file": page(lambda scene: [scene.hidden_file.id]),
    "desk:call_backs": page(),
    "desk:satisfaction": Row(get=desk_for(OK, "supervisor", "administrator"), hides_methods=True),
    "desk:announcements": Row(get=desk_for(OK, *ANNOUNCERS), hides_methods=True),
    "desk:new_announcement": Row(
        get=desk_for(OK, *ANNOUNCERS), post=desk_for(FOUND, *ANNOUNCERS), form=announcement_form
    ),
    "desk:announcement": Row(
        get=desk_for(OK, *ANNOUNCERS),
        post=desk_for(FOUND, *ANNOUNCERS),
        arguments=an_announcement,
        form=announcement_form,
    ),
    "desk:announcement_end": act(ANNOUNCERS, lambda _: {}, an_announcement),
    "desk:announcement_withdrawal": act(ANNOUNCERS, lambda _: {}, an_announcement),
    "desk:announcement_return": act(ANNOUNCERS, lambda _: {}, an_announcement),
    "desk:triage": page(),
    "desk:mail": page(stray),
    "desk:pop": Row(get=desk_for(FOUND, *WORKERS), hides_methods=True),
    "desk:ringing": Row(get=desk_for(OK, *WORKERS), hides_methods=True),
    "desk:taking": act(WORKERS, lambda _: {}, a_phone_call),
    "desk:call_back_outcome": act(WORKERS, lambda _: {"again": "1"}, a_call_back),
    "desk:new_call": Row(get=desk_for(OK, *WORKERS), post=desk_for(FOUND, *WORKERS), form=call),
    # An address that names nothing undoes nothing, and leads back.
    "desk:undo": act(STAFF, lambda _: {}, lambda _: []),
    "desk:bulk": Row(
        get=desk_for(FOUND, *NOTERS),
        post=desk_for(FOUND, *NOTERS),
        form=lambda scene: {
            "token": str(uuid4()),
            "drawn": timezone.now().isoformat(),
            "do": "note",
            "note": "One cut for all.",
            "ticket": [scene.ticket.number],
        },
    ),
    "desk:views": act(STAFF, lambda _: {"name": "Mine", "queue": "all"}, lambda _: []),
    "desk:tabs": act(STAFF, lambda _: {}, lambda _: []),
    "desk:columns": act(STAFF, lambda _: {"queue": "all", "usual": "1"}, lambda _: []),
    "desk:view": page(lambda scene: [shared_view(scene)]),
    # Others than its owner are told so, and it stays.
    "desk:view_deletion": act(STAFF, lambda _: {}, lambda scene: [shared_view(scene)]),
    "desk:entries": act(
        NOTERS,
        lambda scene: drawn(
            scene,
            mode="note",
            text="Asked the carrier.",
            attachments=SimpleUploadedFile("trace.txt", b"1 ms", "text/plain"),
        ),
    ),
    "desk:presence": Row(
        get=desk_for(OK),
        post=desk_for(OK),
        arguments=ticket,
        form=lambda _: {"page": str(uuid4()), "writes": "note"},
    ),
    "desk:facts": act(WORKERS, facts),
    "desk:priority": act(
        WORKERS,
        lambda scene: drawn(scene, impact="degradation", urgency="low", reason="It is slow."),
    ),
    "desk:assignment": act(
        WORKERS, lambda scene: drawn(scene, assignee=scene.cast.elira.id, team="")
    ),
    "desk:moves": act(WORKERS, lambda scene: drawn(scene, to="restored")),
    "desk:merge": act(WORKERS, lambda scene: drawn(scene, into=scene.quiet.number)),
    # Its customer said nothing after the report.
    "desk:split": Row(
        get=desk_for(WRONG_METHOD, *WORKERS),
        post=desk_for(422, *WORKERS),
        arguments=ticket,
        form=lambda scene: drawn(scene, entry=1, subject="Another matter"),
    ),
    "desk:unmerge": act(
        WORKERS,
        lambda scene: {"version": scene.merged.version, "seen": 0},
        lambda scene: [scene.merged.number],
    ),
    "desk:escalation": act(
        WORKERS,
        lambda scene: drawn(scene, on_behalf_of=scene.cast.alba.id, reason="She is angry."),
    ),
    "desk:deferral": act(
        WORKERS,
        lambda scene: drawn(scene, text="The fan is no danger."),
        lambda scene: [scene.quiet.number],
    ),
    "desk:deferral_answer": act(
        WORKERS,
        lambda scene: drawn(scene, number=1, answer="agree", text=""),
        lambda scene: [scene.asked.number],
    ),
    "desk:deferral_call": act(
        WORKERS,
        lambda scene: drawn(
            scene,
            contact=scene.cast.alba.id,
            verified="call_back",
            answer="agree",
            text="It can wait.",
        ),
        lambda scene: [scene.proposed.number],
    ),
    "desk:acknowledgement": Row(
        get=desk_for(WRONG_METHOD),
        post=desk_for(FOUND, *TAKERS),
        arguments=lambda scene: [scene.step.id],
        form=drawn,
    ),
    "desk:mail_ticket": act(WORKERS, lambda _: {"service": "IPT-10001"}, stray),
    "desk:mail_joining": act(WORKERS, lambda scene: {"ticket_id": scene.ticket_id}, stray),
    "desk:mail_dismissal": act(WORKERS, lambda _: {}, stray),
    "desk:mail_retry": act(WORKERS, lambda _: {}, stray),
    "desk:repetition": act(WORKERS, lambda _: {}, lambda scene: [scene.dead.id]),
}
