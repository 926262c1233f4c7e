"""People and programs that use several nodes as if these were one.

Each request goes to the next node. Whoever gets no answer, or is told to come back, sends the
same again, to another node, as browsers and programs do.
"""

from __future__ import annotations

import http.client
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from itertools import cycle
from threading import Event
from urllib.parse import urlencode

from tests.cast import PASSWORD

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Answer:
    """What came back at last."""

    status: int
    location: str
    text: str


@dataclass
class Visitor:
    """One after the other node at these ports; ``check_time`` raises when it takes too long."""

    ports: list[int]
    check_time: Callable[[], None]
    headers: dict[str, str] = field(default_factory=dict)
    # What was answered, and how often nobody answered.
    seen: Counter[int | str] = field(default_factory=Counter)
    # Pages of 503 that do not say when to come back.
    silent: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._turns = cycle(self.ports)
        self._cookies = SimpleCookie()
        self._never = Event()

    def sign_in(self, email: str) -> None:
        """At one node; the cookie is good at all of them."""
        self.get("/sign-in/")
        answer = self.send("/sign-in/", {"username": email, "password": PASSWORD})
        assert answer.status == 302, answer

    def get(self, path: str) -> Answer:
        return self._insist("GET", path, b"", {})

    def send(self, path: str, fields: dict[str, str]) -> Answer:
        """Post a form, with the token that this visitor's cookie stands for."""
        token = {"csrfmiddlewaretoken": self._cookies["qendra_csrf"].value}
        return self._insist("POST", path, urlencode(fields | token).encode(), FORM)

    def call(self, path: str, body: object, key: str) -> Answer:
        """Post JSON to the API under this Idempotency-Key."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        return self._insist("POST", f"/api/v1{path}", json.dumps(body).encode(), headers)

    def _insist(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        while True:
            self.check_time()
            try:
                answer = self._ask(method, path, body, headers)
            except (OSError, http.client.HTTPException):
                self.seen["no answer"] += 1
            else:
                self.seen[answer.status] += 1
                is_in_flight = answer.status == 409 and "being answered" in answer.text
                if answer.status != 503 and not is_in_flight:
                    return answer
            self._never.wait(0.05)

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", next(self._turns), timeout=20)
        try:
            cookies = "; ".join(f"{each.key}={each.value}" for each in self._cookies.values())
            sent = self.headers | headers | ({"Cookie": cookies} if cookies else {})
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            self._cookies.load(cookie)
        if answer.status == 503 and not answer.headers["Retry-After"]:
            self.silent.append(text)
        return Answer(answer.status, answer.headers.get("Location", ""), text)


def drawn(page: str) -> dict[str, str]:
    """The hidden fields of the ticket page at the desk that every form of it sends."""
    found = dict(re.findall(r'name="(version|seen)" value="(\d+)"', page))
    assert set(found) == {"version", "seen"}, page[:500]
    return found
