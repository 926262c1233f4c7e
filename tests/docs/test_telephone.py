"""What docs/telephone.md says is posted is taken, and what it says is answered is answered."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from qendra.intake.phone.actions import add_system
from qendra.intake.phone.heard import What
from qendra.intake.phone.keys import secret_of
from qendra.webhooks.signing import is_signed, signed_headers
from tests.cast import NOW, Cast, desk

PAGE = Path(__file__).parents[2] / "docs" / "telephone.md"
URL = "/api/v1/calls"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(), re.DOTALL)


@pytest.mark.django_db
def test_every_event_is_taken_as_it_stands_there_and_answered_so(cast: Cast) -> None:
    system = add_system(actor=desk(cast.jon), now=NOW, name="House")
    *events, answer = blocks("json")
    assert [json.loads(each)["event"] for each in events] == [str(what) for what in What]
    told: dict[str, Any] = {}
    for event in events:
        body = event.encode()
        headers = signed_headers(
            message_id="m", now=timezone.now(), body=body, secrets=[secret_of(system)]
        )
        answered = Client().post(URL, body, content_type="application/json", headers=headers)
        assert answered.status_code == 200, event
        told = answered.json()
    assert told == json.loads(answer)


def test_the_script_signs_as_we_read_it() -> None:
    (script,) = blocks("sh")
    secret, start = "whsec_" + "c2VjcmV0" * 4, script.index("curl ")
    said = 'printf "%s\\n%s\\n%s\\n%s" "$id" "$now" "$signature" "$body"'
    ran = subprocess.run(
        ["/bin/sh", "-c", script[:start] + said],
        env={"SECRET": secret, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    name, now, signature, body = ran.stdout.split("\n", 3)
    headers = {
        "webhook-id": name,
        "webhook-timestamp": now,
        "webhook-signature": f"v1,{signature}",
    }
    moment = datetime.fromtimestamp(int(now), UTC)
    assert json.loads(body)["event"] == "ringing"
    assert is_signed(headers, body=body.encode(), secret=secret, now=moment)
    assert not is_signed(headers, body=body.encode() + b" ", secret=secret, now=moment)
