"""What the API says of itself: the guide, the OpenAPI description, and the page."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from qendra.escalation.actions.defaults import install_default_matrix
from tests.api.calls import program
from tests.cast import NOW, Cast
from tests.tickets.deferrals import EVENING, loud_fan

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
_BLOCK = re.compile(r"^```json ([\w-]+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
STEPS = [
    ("customer", "replies", "reply"),
    ("staff", "notes", "note"),
    ("staff", "facts", "facts"),
    ("customer", "escalation", "escalate"),
    ("staff", "resolution", "resolve"),
    ("customer", "reopening", "reopen"),
]
WEBHOOK_STEPS = [("PATCH", "", "webhook-change"), ("POST", "/replay", "webhook-replay")]


def test_every_request_of_the_guide_is_taken_as_it_stands(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A start may lie a year back; the one in the guide is of this day.
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(hours=1))
    cast.provider.duty_manager = cast.hana
    cast.provider.save()
    install_default_matrix(now=NOW)
    blocks = dict(_BLOCK.findall(GUIDE.read_text()))
    callers = {
        "customer": program(cast.alba, cast.northwind, now=NOW),
        "staff": program(cast.elira, now=NOW),
    }
    made = callers["customer"].post("/tickets", blocks["report"])
    assert made.status == 201, made.body
    ticket = f"/tickets/{made.body['id']}"
    refused = callers["customer"].post(f"{ticket}/confirmation")
    assert refused.body == json.loads(blocks["problem"])
    for who, address, block in STEPS:
        answer = callers[who].post(f"{ticket}/{address}", blocks[block])
        assert answer.status == 200, (block, answer.body)
    made = callers["customer"].post("/webhooks", blocks["webhook"])
    assert made.status == 201, made.body
    for method, address, block in WEBHOOK_STEPS:
        answer = callers["customer"].send(
            method, f"/webhooks/{made.body['id']}{address}", blocks[block]
        )
        assert answer.status == 200, (block, answer.body)
    monkeypatch.setattr(timezone, "now", lambda: EVENING)
    answer = callers["customer"].post(f"/tickets/{loud_fan(cast).number}/deferral", blocks["defer"])
    assert (answer.status, answer.body["state"]) == (200, "in_progress")
    steps = {block for *_, block in (*STEPS, *WEBHOOK_STEPS)}
    assert {"report", "problem", "webhook", "defer", *steps} == set(blocks)


def test_the_guide_names_every_operation() -> None:
    guide = GUIDE.read_text()
    missing = [
        path
        for path in _description()["paths"]
        if path not in guide and path.removeprefix("/api/v1") not in guide
    ]
    assert missing == []


def test_errors_are_described_as_problem_details() -> None:
    for path, operations in _description()["paths"].items():
        for operation in operations.values():
            failing = [each for status, each in operation["responses"].items() if status >= "400"]
            assert failing, path
            assert all(set(each["content"]) == {"application/problem+json"} for each in failing)


def test_the_page_names_every_operation_and_needs_no_script(cast: Cast) -> None:
    answer = Client().get("/api/v1/")
    page = answer.content.decode()
    assert all(path in page for path in _description()["paths"])
    assert "/api/v1/openapi.json" in page
    assert "unsafe-inline" not in answer["Content-Security-Policy"]
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bon\w+=", page)


def _description() -> dict[str, Any]:
    description: dict[str, Any] = Client().get("/api/v1/openapi.json").json()
    return description
