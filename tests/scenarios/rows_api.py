"""The API: a browser that is signed in gets nothing there; with a token, whom the row says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from qendra.catalogue.models import Membership
from tests.scenarios.answers import (
    CUSTOMERS,
    NOT_FOUND,
    OK,
    STAFF,
    WRONG_METHOD,
    Answers,
    Row,
    everybody,
)
from tests.scenarios.scene import Scene

UNKNOWN, CREATED, FORBIDDEN = 401, 201, 403
OURS = ("customer administrator", "member of both")
NORTHWIND = (*OURS, "customer colleague")
WORKERS = ("agent", "supervisor", "administrator")
NOTERS = tuple(who for who in STAFF if who != "auditor")

Arguments = Callable[[Scene], list[object]]


@dataclass(frozen=True)
class Asked:
    """One operation with a token: what is sent, and who is answered how.

    Without ``method`` it is POST where there is a body, else GET.
    """

    answers: Answers
    body: dict[str, Any] | None = None
    arguments: Arguments = field(default=lambda _: [])
    method: str = ""

    @property
    def verb(self) -> str:
        return self.method or ("GET" if self.body is None else "POST")


def told(status: int, *who: str, customers: int = NOT_FOUND, staff: int = NOT_FOUND) -> Answers:
    """Those named get the status, the other customers and staff theirs."""
    rest = dict.fromkeys(CUSTOMERS, customers) | dict.fromkeys(STAFF, staff)
    return rest | dict.fromkeys(who, status)


def ticket(scene: Scene) -> list[object]:
    return [scene.ticket_id]


def resolved(scene: Scene) -> list[object]:
    return [scene.resolved_id]


def besa(scene: Scene) -> list[object]:
    return [Membership.objects.get(person=scene.cast.besa).id]


def webhook(scene: Scene) -> list[object]:
    return [scene.webhook.id]


EVERY_TOKEN = told(OK, *CUSTOMERS, *STAFF)
REPORT = {"service": "IPT-10001", "subject": "Down", "description": "No traffic."}
TEXT = {"text": "Something."}
RECEIVER = {"url": "https://receiver.example/qendra", "kinds": ["message", "state"]}
OWNER = told(OK, "customer administrator")

WITH_TOKEN = {
    "api:report": Asked(told(CREATED, *NORTHWIND, *WORKERS), REPORT),
    "api:tickets": Asked(EVERY_TOKEN),
    "api:ticket": Asked(told(OK, *OURS, staff=OK), arguments=ticket),
    "api:timeline": Asked(told(OK, *OURS, staff=OK), arguments=ticket),
    "api:reply": Asked(told(OK, *OURS, *WORKERS), TEXT, ticket),
    "api:note": Asked(told(OK, *NOTERS, customers=FORBIDDEN), TEXT, ticket),
    "api:facts": Asked(told(OK, *WORKERS, customers=FORBIDDEN), {"circuit_id": "X"}, ticket),
    "api:escalate": Asked(told(OK, *OURS, *WORKERS), {"reason": "Too slow."}, ticket),
    "api:deferral": Asked(told(OK, *OURS, staff=OK), arguments=ticket),
    "api:defer": Asked(
        told(OK, *OURS, *WORKERS),
        {"does": "propose", "text": "It can wait."},
        lambda scene: [scene.id_of(scene.quiet)],
    ),
    "api:confirm": Asked(told(OK, *OURS, staff=FORBIDDEN), {}, resolved),
    "api:reopen": Asked(told(OK, *OURS, staff=FORBIDDEN), TEXT, resolved),
    "api:resolve": Asked(told(OK, *WORKERS, customers=FORBIDDEN), TEXT, ticket),
    "api:services": Asked(EVERY_TOKEN),
    "api:service": Asked(
        told(OK, *NORTHWIND, staff=OK), arguments=lambda scene: [scene.cast.transit.code]
    ),
    "api:customers": Asked(EVERY_TOKEN),
    "api:customer": Asked(
        told(OK, *NORTHWIND, staff=OK), arguments=lambda scene: [scene.cast.northwind.external_id]
    ),
    "api:contacts": Asked(EVERY_TOKEN),
    "api:contact": Asked(told(OK, *NORTHWIND, staff=OK), arguments=besa),
    "api:upload": Asked(told(CREATED, *CUSTOMERS, *NOTERS), {}),
    "api:file": Asked(told(OK, *OURS, staff=OK), arguments=lambda scene: [scene.shown_file.id]),
    "api:create_webhook": Asked(told(CREATED, *CUSTOMERS, *STAFF), RECEIVER),
    "api:webhooks": Asked(EVERY_TOKEN),
    "api:webhook": Asked(OWNER, arguments=webhook),
    "api:change_webhook": Asked(OWNER, {"is_enabled": False}, webhook, "PATCH"),
    "api:delete_webhook": Asked(told(204, "customer administrator"), {}, webhook, "DELETE"),
    "api:webhook_secret": Asked(OWNER, {}, webhook),
    "api:test_webhook": Asked(told(CREATED, "customer administrator"), {}, webhook),
    "api:deliveries": Asked(OWNER, arguments=webhook),
    # Telephone systems sign; a token is worth nothing there.
    "api:phone_call": Asked(
        told(UNKNOWN, *CUSTOMERS, *STAFF), {"event": "ringing", "call": "1764057000.42"}
    ),
    "api:replay": Asked(OWNER, {"since": "2026-03-11T09:00:00Z"}, webhook),
}


# Other methods that the address of an operation knows.
ALSO_READ = {
    "api:report",
    "api:defer",
    "api:create_webhook",
    "api:change_webhook",
    "api:delete_webhook",
}
ALSO_POSTED_TO = {"api:tickets", "api:deferral", "api:webhooks"}


def _row(name: str, asked: Asked) -> Row:
    """The same address in a browser: 401 for everybody, and no other method."""
    reads = asked.verb == "GET" or name in ALSO_READ
    writes = asked.verb == "POST" or name in ALSO_POSTED_TO
    return Row(
        get=everybody(UNKNOWN if reads else WRONG_METHOD),
        post=everybody(UNKNOWN if writes else WRONG_METHOD),
        arguments=asked.arguments,
    )


API = {name: _row(name, asked) for name, asked in WITH_TOKEN.items()} | {
    "api:api-root": Row(get=everybody(OK)),
    "api:openapi-json": Row(get=everybody(OK)),
}
