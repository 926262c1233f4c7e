"""The panel and what every page needs: who is answered how."""

from __future__ import annotations

from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from qendra.escalation.addresses import short_url
from qendra.paging.keys import call_key, incoming_key
from qendra.paging.kinds import Kind
from qendra.paging.models import Way
from tests.documents.issuing import newest
from tests.paging.sending import called, gateway, ntfy, reached
from tests.scenarios.answers import (
    CUSTOMERS,
    FOUND,
    NOT_FOUND,
    OK,
    WRONG_METHOD,
    Answers,
    Row,
    desk_for,
    everybody,
    members,
    northwind,
)
from tests.scenarios.scene import Scene


def ticket(scene: Scene) -> list[object]:
    return [scene.ticket_id]


def resolved(scene: Scene) -> list[object]:
    return [scene.resolved_id]


def transit(scene: Scene) -> list[object]:
    return [scene.cast.transit.code]


def colleague(scene: Scene) -> list[object]:
    return [scene.cast.northwind.memberships.get(person=scene.cast.besa).id]


def managers(status: int, **others: int) -> Answers:
    """Whoever manages the people of some customer."""
    managing = {"customer_administrator": status, "member_of_both": status}
    return everybody(
        NOT_FOUND, anonymous=FOUND, **managing, **({"other_customer": status} | others)
    )


def a_way(scene: Scene) -> Way:
    """A way of the holder."""
    hana = scene.cast.hana
    return Way.objects.filter(person=hana).first() or reached(hana, ntfy(), "hana-topic")


def a_call(scene: Scene) -> list[object]:
    """A call that pages the holder of the step."""
    page = called(scene.step, gateway(Kind.HTTP_VOICE), scene.now)
    return [incoming_key(page.transport), call_key(page)]


def words(scene: Scene) -> dict[str, object]:
    return {"token": str(uuid4()), "text": "It is still down."}


def report(scene: Scene) -> dict[str, object]:
    return {
        "token": str(uuid4()),
        "kind": "fault",
        "subject": "Down again",
        "description": "No traffic since the morning.",
        "started_at": f"{scene.now:%Y-%m-%dT00:00}",
        "impact": "service_affecting",
        "urgency": "high",
        "circuit": scene.cast.circuit.code,
        "attachments": SimpleUploadedFile("ping.txt", b"100% loss", "text/plain"),
    }


PANEL = {
    "set_language": Row(
        get=everybody(FOUND),
        post=everybody(FOUND),
        form=lambda _: {"language": "de", "next": "/sign-in/"},
    ),
    "healthz": Row(get=everybody(OK)),
    "readyz": Row(get=everybody(OK)),
    "metrics": Row(get=everybody(401)),
    "style": Row(get=desk_for(OK), hides_methods=True),
    # There is an administrator; tests/desk/settings/test_setup.py begins without one.
    "first_administrator": Row(
        get=everybody(NOT_FOUND), post=everybody(NOT_FOUND), arguments=lambda _: ["any"]
    ),
    # The cast has no logo; tests/desk/settings/test_brand.py gives it one.
    "logo": Row(get=everybody(NOT_FOUND), arguments=lambda _: ["any"]),
    "stylesheet": Row(get=everybody(OK), arguments=lambda _: ["any"]),
    "panel:overview": Row(get=members(OK, staff=FOUND)),
    "panel:services": Row(get=members(OK)),
    "panel:service": Row(get=northwind(OK, colleague=OK), arguments=transit),
    "panel:support": Row(get=northwind(OK, colleague=OK), arguments=transit),
    "panel:documents": Row(get=northwind(OK, colleague=OK), arguments=transit),
    "panel:document": Row(
        get=northwind(OK, colleague=OK),
        arguments=lambda scene: [scene.cast.transit.code, "escalation-matrix"],
    ),
    "panel:document_version": Row(
        get=northwind(OK, colleague=OK), arguments=lambda scene: [scene.cast.transit.code, 1]
    ),
    # Who is no recipient has received nothing: Besa may not escalate.
    "panel:receipt": Row(
        get=everybody(WRONG_METHOD),
        post=northwind(FOUND),
        arguments=lambda scene: [scene.cast.transit.code, 1],
    ),
    "panel:received": Row(
        get=everybody(OK),
        post=everybody(OK),
        arguments=lambda scene: [scene.received_token],
    ),
    "panel:check_page": Row(get=everybody(OK)),
    "panel:check": Row(get=everybody(OK), arguments=lambda scene: [newest(scene.cast).digest]),
    "panel:new_ticket": Row(
        get=northwind(OK, colleague=OK),
        post=northwind(FOUND, colleague=FOUND),
        arguments=transit,
        form=report,
    ),
    "panel:tickets": Row(get=members(OK)),
    "panel:ticket": Row(get=northwind(OK), arguments=ticket),
    "panel:sent": Row(get=northwind(OK), arguments=ticket),
    "panel:reply": Row(get=northwind(FOUND), post=northwind(FOUND), arguments=ticket, form=words),
    "panel:reopen": Row(get=northwind(OK), post=northwind(FOUND), arguments=resolved, form=words),
    "panel:confirmation": Row(get=northwind(FOUND), post=northwind(FOUND), arguments=resolved),
    "panel:escalate": Row(
        get=northwind(OK),
        post=northwind(FOUND),
        arguments=ticket,
        form=lambda _: {"token": str(uuid4()), "reason": "Nobody calls us."},
    ),
    "panel:deferral": Row(
        get=everybody(WRONG_METHOD),
        post=northwind(FOUND),
        arguments=lambda scene: [scene.id_of(scene.quiet)],
        form=words,
    ),
    "panel:deferring": Row(
        get=everybody(WRONG_METHOD),
        post=northwind(FOUND),
        arguments=lambda scene: [scene.id_of(scene.proposed), 1],
        form=lambda _: {"answer": "agree", "text": "It can wait."},
    ),
    "panel:worse": Row(
        get=everybody(WRONG_METHOD),
        post=northwind(FOUND),
        arguments=lambda scene: [scene.id_of(scene.proposed)],
        form=lambda scene: words(scene) | {"impact": "degradation"},
    ),
    "panel:rating": Row(
        get=everybody(WRONG_METHOD),
        post=everybody(NOT_FOUND, anonymous=FOUND, customer_administrator=FOUND),
        arguments=lambda scene: [scene.closed_id],
        form=lambda _: {"score": "2", "words": "It took too long."},
    ),
    "panel:rate": Row(
        get=everybody(OK),
        post=everybody(OK),
        arguments=lambda scene: [scene.rate_token],
        form=lambda _: {"score": "5", "words": ""},
    ),
    "panel:ways": Row(get=desk_for(OK), post=everybody(WRONG_METHOD, anonymous=FOUND)),
    "panel:new_way": Row(
        get=desk_for(OK),
        post=desk_for(FOUND),
        arguments=lambda _: [ntfy().id],
        form=lambda _: {"address": "a-topic"},
    ),
    "panel:way": Row(
        get=desk_for(OK, "ladder holder"),
        post=desk_for(FOUND, "ladder holder"),
        arguments=lambda scene: [a_way(scene).id],
        form=lambda _: {"does": "save"},
    ),
    "panel:pin": Row(
        get=everybody(NOT_FOUND, anonymous=FOUND) | dict.fromkeys(CUSTOMERS, OK),
        post=everybody(NOT_FOUND, anonymous=FOUND) | dict.fromkeys(CUSTOMERS, FOUND),
        form=lambda _: {"pin": "804713"},
    ),
    "panel:account": Row(
        get=everybody(OK, anonymous=FOUND),
        post=everybody(FOUND),
        form=lambda _: {
            "name": "A. Name",
            "phone": "+355 69 111 1111",
            "language": "de",
            "time_zone": "Europe/Rome",
            "mails": ["answers"],
        },
    ),
    "panel:people": Row(get=managers(OK)),
    "panel:invite": Row(
        get=managers(OK, other_customer=NOT_FOUND),
        post=managers(FOUND, other_customer=NOT_FOUND),
        arguments=lambda scene: [scene.cast.northwind.id],
        form=lambda _: {"name": "Ema", "email": f"{uuid4()}@customer.example", "language": "en"},
    ),
    "panel:member": Row(
        get=managers(OK, other_customer=NOT_FOUND),
        post=managers(FOUND, other_customer=NOT_FOUND),
        arguments=colleague,
        form=lambda _: {"rights": ["see_own", "report"]},
    ),
    "panel:removal": Row(
        get=managers(OK, other_customer=NOT_FOUND),
        post=managers(FOUND, other_customer=NOT_FOUND),
        arguments=colleague,
    ),
    "panel:invitation": Row(
        get=everybody(WRONG_METHOD),
        post=managers(FOUND, other_customer=NOT_FOUND),
        arguments=colleague,
    ),
    "panel:file": Row(get=northwind(OK), arguments=lambda scene: [scene.shown_file.id]),
    # Behind a signed link whoever holds it may act, signed in or not.
    "panel:confirm": Row(
        get=everybody(OK),
        post=everybody(OK),
        arguments=lambda scene: [scene.confirm_token],
        form=lambda _: {"answer": "works", "text": ""},
    ),
    "panel:deferral_answer": Row(
        get=everybody(OK),
        post=everybody(OK),
        arguments=lambda scene: [scene.deferral_token],
        form=lambda _: {"answer": "agree", "text": ""},
    ),
    # Programs post there; a browser has no session for them, and needs none.
    "gateway:sms": Row(
        get=everybody(WRONG_METHOD),
        post=everybody(204),
        arguments=lambda _: [incoming_key(gateway(Kind.HTTP_SMS))],
        form=lambda _: {"from": "+355690000000", "text": "ACK 12345", "id": str(uuid4())},
    ),
    "gateway:keypad": Row(
        get=everybody(WRONG_METHOD),
        post=everybody(OK),
        arguments=a_call,
        form=lambda _: {"digits": "1", "call": str(uuid4())},
    ),
    "panel:short": Row(
        get=everybody(FOUND),
        arguments=lambda scene: [short_url(scene.step.id).rstrip("/").rpartition("/")[2]],
    ),
    "panel:acknowledge": Row(
        get=everybody(OK),
        post=everybody(OK),
        arguments=lambda scene: [scene.acknowledge_token],
    ),
}

# Where the address is right and the thing is not for this reader.
NEVER = everybody(NOT_FOUND, anonymous=FOUND)
