"""Calling the API as a program does: with a token, JSON in, JSON out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponseBase
from django.test import Client

from qendra.accounts.models import Person
from qendra.api.actions import create_token
from qendra.api.models import Token
from qendra.catalogue.models import Customer

ROOT = "/api/v1"


@dataclass(frozen=True)
class Answered:
    """Status, body and headers of an answer."""

    status: int
    body: Any
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Program:
    """A program with its token."""

    token: Token
    secret: str

    def get(self, path: str, **query: str | int | list[str]) -> Answered:
        answer = Client().get(f"{ROOT}{path}", query, headers=self._headers())
        return _read(answer)

    def post(self, path: str, body: object = None, key: str | None = None) -> Answered:
        return self.send("POST", path, body, key)

    def send(self, method: str, path: str, body: object = None, key: str | None = None) -> Answered:
        text = body if isinstance(body, str) else json.dumps(body if body is not None else {})
        headers = self._headers() | ({"Idempotency-Key": key} if key else {})
        answer = Client().generic(
            method, f"{ROOT}{path}", text, content_type="application/json", headers=headers
        )
        return _read(answer)

    def upload(
        self, name: str, content: bytes, key: str | None = None, boundary: str = "limit"
    ) -> Answered:
        """Send a file ahead, as a form."""
        head = (
            f"--{boundary}\r\n"
            f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: text/plain\r\n\r\n"
        )
        headers = self._headers() | ({"Idempotency-Key": key} if key else {})
        answer = Client().post(
            f"{ROOT}/uploads",
            head.encode() + content + f"\r\n--{boundary}--\r\n".encode(),
            content_type=f"multipart/form-data; boundary={boundary}",
            headers=headers,
        )
        return _read(answer)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"}


def program(person: Person, customer: Customer | None = None, **options: Any) -> Program:
    """A program that acts for this person: for one customer, or as staff."""
    given: dict[str, Any] = {"name": "test", "days": 30, "now": datetime.now(UTC)} | options
    return Program(*create_token(person=person, customer=customer, **given))


def _read(answer: HttpResponseBase) -> Answered:
    # Also a file, read to its end, which closes it.
    content = answer.getvalue()
    is_json = bool(content) and "json" in answer.headers.get("Content-Type", "")
    return Answered(answer.status_code, json.loads(content) if is_json else content, answer.headers)
