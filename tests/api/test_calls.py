"""``POST /api/v1/calls``: signed by a telephone system, refused from anybody else."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from qendra.call_backs.selectors import open_call_backs
from qendra.intake.phone.actions import add_system, change_system, renew_phone_secret
from qendra.intake.phone.keys import secret_of
from qendra.intake.phone.models import PhoneCall, PhoneSystem
from qendra.webhooks.signing import signed_headers
from tests.cast import NOW, Cast, desk

URL = "/api/v1/calls"


@pytest.fixture
def system(cast: Cast) -> PhoneSystem:
    return add_system(actor=desk(cast.jon), now=NOW, name="House")


def post(
    system: PhoneSystem, event: dict[str, Any], *, secret: str = "", minutes: int = 0
) -> tuple[int, dict[str, Any]]:
    body = json.dumps(event).encode()
    at = timezone.now() + timedelta(minutes=minutes)
    headers = signed_headers(
        message_id="m1", now=at, body=body, secrets=[secret or secret_of(system)]
    )
    answer = Client().post(URL, body, content_type="application/json", headers=headers)
    return answer.status_code, answer.json()


def test_the_events_of_a_call_are_heard(cast: Cast, system: PhoneSystem) -> None:
    about = {"call": "1764057000.42", "from": "+355 69 200 3000", "to": "+355 4 222 0000"}
    ringing = post(system, {"event": "ringing", **about, "at": "2026-03-11T09:00:00Z"})
    assert ringing == (200, {"call": "1764057000.42", "state": "ringing", "call_back": False})
    answered = {"event": "answered", "call": "1764057000.42", "agent": cast.elira.email}
    assert post(system, answered)[1]["state"] == "answered"
    assert post(system, {"event": "ended", "call": "1764057000.42"})[1] == {
        "call": "1764057000.42",
        "state": "ended",
        "call_back": False,
    }
    call = PhoneCall.objects.get()
    assert (call.number, call.dialled) == ("+355 69 200 3000", "+355 4 222 0000")
    assert (call.rang_at, call.answered_by) == (NOW, cast.elira)


def test_a_missed_call_is_told_to_be_called_back(system: PhoneSystem) -> None:
    event = {"event": "ended", "call": "x", "from": "+355 69 200 3000", "more": "is passed over"}
    assert post(system, event)[1]["call_back"] is True
    assert open_call_backs().count() == 1


@pytest.mark.parametrize("minutes", [-6, 6])
def test_an_old_signature_is_refused(system: PhoneSystem, minutes: int) -> None:
    status, problem = post(system, {"event": "ringing", "call": "x"}, minutes=minutes)
    assert status == 401
    assert "signature" in problem["detail"]
    assert not PhoneCall.objects.exists()


def test_nobody_else_is_heard(cast: Cast, system: PhoneSystem) -> None:
    event = {"event": "ringing", "call": "x"}
    former = secret_of(system)
    renewed = renew_phone_secret(actor=desk(cast.jon), now=NOW, system_id=system.id)
    assert post(system, event, secret=former)[0] == 401
    assert post(renewed, event)[0] == 200
    change_system(actor=desk(cast.jon), now=NOW, system_id=system.id, name="House", is_active=False)
    assert post(renewed, event)[0] == 401
    assert Client().post(URL, event, content_type="application/json").status_code == 401


def test_a_changed_body_is_refused(system: PhoneSystem) -> None:
    headers = signed_headers(
        message_id="m1", now=timezone.now(), body=b"{}", secrets=[secret_of(system)]
    )
    body = json.dumps({"event": "ringing", "call": "x"})
    answer = Client().post(URL, body, content_type="application/json", headers=headers)
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "event",
    [
        {"event": "flew", "call": "x"},
        {"event": "ringing"},
        {"event": "ringing", "call": ""},
        {"event": "voicemail", "call": "x"},
        {"event": "recording", "call": "x", "url": "javascript:alert(1)"},
        {"event": "ringing", "call": "x", "at": "yesterday"},
    ],
)
def test_what_is_no_event_is_named(system: PhoneSystem, event: dict[str, Any]) -> None:
    status, problem = post(system, event)
    assert status == 422
    assert problem["detail"]
    assert not PhoneCall.objects.exists()
