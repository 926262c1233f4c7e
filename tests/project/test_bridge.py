"""Django's pages through the ASGI server, over real sockets: what a bridge could break."""

from __future__ import annotations

import hashlib
import http.client
import os
import re
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from pytest_django import DjangoDbBlocker

from qendra.desk.actions.holding import HOLD, release_due
from qendra.project.bridge import Body, environ_of
from qendra.tickets.models import Attachment, Entry, Ticket
from tests.cast import Cast, opened
from tests.live.serving import Served, serving
from tests.project.programs import wait_until

LARGE = os.urandom(24 * 2**20)
THREADS = "2"


@pytest.fixture(scope="module")
def system(database_url: str, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Served, Cast]]:
    with (
        django_db_blocker.unblock(),
        serving(database_url, "bridge", QENDRA_WEB_THREADS=THREADS) as found,
    ):
        yield found


@pytest.fixture
def served(system: tuple[Served, Cast]) -> Served:
    return system[0]


@pytest.fixture
def cast(system: tuple[Served, Cast]) -> Cast:
    return system[1]


@pytest.fixture(scope="module")
def ticket(system: tuple[Served, Cast]) -> Ticket:
    return opened(system[1], now=datetime.now(UTC))


class Browser:
    """Elira's: signed in, and with what forms need."""

    def __init__(self, served: Served, cast: Cast) -> None:
        self.port = served.port
        client = Client()
        client.force_login(cast.elira)
        self.cookies = f"qendra_session={client.cookies['qendra_session'].value}"
        self.token = ""

    def get(self, path: str, method: str = "GET") -> tuple[http.client.HTTPResponse, bytes]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as asking:
            asking.request(method, path, headers={"Cookie": self.cookies})
            answer = asking.getresponse()
            return answer, answer.read()

    def form(self, ticket: Ticket, **fields: object) -> tuple[bytes, dict[str, str]]:
        """A note with these fields, and its headers."""
        answer, page = self.get(f"/desk/tickets/{ticket.number}/")
        assert answer.status == 200
        token = page.decode().partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        baked = [each.partition(";")[0] for each in answer.headers.get_all("Set-Cookie", [])]
        (csrf,) = [each for each in baked if each.startswith("qendra_csrf=")]
        fields |= {"csrfmiddlewaretoken": token, "mode": "note", "token": uuid4()}
        body = encode_multipart(BOUNDARY, fields | {"version": 1, "seen": 1})
        cookies = f"{self.cookies}; {csrf}"
        return body, {"Content-Type": MULTIPART_CONTENT, "Cookie": cookies}

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> int:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as sending:
            sending.request("POST", path, body, headers)
            answer = sending.getresponse()
            answer.read()
            return answer.status


@pytest.fixture
def elira(served: Served, cast: Cast) -> Browser:
    return Browser(served, cast)


@pytest.fixture(scope="module")
def attachment(system: tuple[Served, Cast], ticket: Ticket) -> Attachment:
    """A large file, uploaded through the pages."""
    elira = Browser(*system)
    file = SimpleUploadedFile("trace.bin", LARGE, "application/octet-stream")
    body, headers = elira.form(ticket, text="The whole trace.", attachments=file)
    assert elira.post(f"/desk/tickets/{ticket.number}/entries/", body, headers) == 302
    # What is sent at the desk is held for a moment.
    release_due(now=datetime.now(UTC) + HOLD)
    return Attachment.objects.get(filename="trace.bin")


def test_static_files_are_there_from_the_first_start(elira: Browser) -> None:
    page = elira.get("/desk/queues/all/")[1].decode()
    addresses = set(re.findall(r'"(/static/[^"#]+)', page))
    assert len(addresses) > 1
    assert {each: elira.get(each)[0].status for each in addresses} == dict.fromkeys(addresses, 200)


def test_a_large_upload_arrives_whole(attachment: Attachment) -> None:
    assert attachment.file.size == len(LARGE)
    assert attachment.file.sha256 == hashlib.sha256(LARGE).hexdigest()


def test_a_large_download_arrives_whole(elira: Browser, attachment: Attachment) -> None:
    answer, content = elira.get(f"/desk/files/{attachment.id}/")
    assert answer.getheader("Content-Length") == str(len(LARGE))
    assert hashlib.sha256(content).digest() == hashlib.sha256(LARGE).digest()


def test_downloads_that_are_given_up_cost_no_thread(
    served: Served, elira: Browser, attachment: Attachment
) -> None:
    for _ in range(3 * int(THREADS)):
        with socket.create_connection(("127.0.0.1", served.port), timeout=10) as asking:
            head = f"GET /desk/files/{attachment.id}/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            asking.sendall(f"{head}Cookie: {elira.cookies}\r\n\r\n".encode())
            assert asking.recv(1000).startswith(b"HTTP/1.1 200")
    # All threads answer, at once, and the files are closed.
    assert elira.get("/healthz")[0].status == 200
    stored = Path(f"/proc/{served.process_of_pages()}/fd")
    sha = attachment.file.sha256
    wait_until(lambda: not any(sha in str(file.readlink()) for file in stored.iterdir()))


def test_slow_senders_hold_no_thread(served: Served, elira: Browser) -> None:
    slow = []
    for _ in range(3 * int(THREADS)):
        sending = socket.create_connection(("127.0.0.1", served.port), timeout=10)
        sending.sendall(
            b"POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\nusern"
        )
        slow.append(sending)
    began = time.monotonic()
    assert elira.get("/healthz")[0].status == 200
    assert time.monotonic() - began < 5
    for each in slow:
        each.close()


def test_half_a_form_is_not_taken(served: Served, elira: Browser, ticket: Ticket) -> None:
    """Somebody's network goes while a note is on its way: it must not arrive cut off."""
    body, headers = elira.form(ticket, text="Half of this is worse than nothing.")
    plain = "text=Half+of+this&mode=note"
    for content_type, sent in (
        (headers["Content-Type"], body),
        ("application/x-www-form-urlencoded", plain.encode()),
    ):
        with socket.create_connection(("127.0.0.1", served.port), timeout=10) as sending:
            head = f"POST /desk/tickets/{ticket.number}/entries/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            head += f"Cookie: {headers['Cookie']}\r\nContent-Type: {content_type}\r\n"
            sending.sendall(f"{head}Content-Length: {len(sent) + 10}\r\n\r\n".encode() + sent)
    assert elira.get("/healthz")[0].status == 200
    assert not Entry.objects.filter(ticket=ticket, words__text__startswith="Half").exists()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/healthz", 200),
        ("/desk/?q=%C3%A9%ff", 200),
        ("/desk/?q=\xe9", 400),
        ("/tickets/%00/", 400),
        ("/tickets/%ff%fe/", 404),
        ("/tickets/%E2%80%A6/", 404),
        ("/%2e%2e/%2e%2e/etc/passwd", 404),
        ("//live", 404),
    ],
)
def test_odd_addresses_are_answered(elira: Browser, path: str, status: int) -> None:
    raw = socket.create_connection(("127.0.0.1", elira.port), timeout=10)
    with raw:
        head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {elira.cookies}\r\n"
        raw.sendall(f"{head}Connection: close\r\n\r\n".encode("latin-1"))
        said = raw.recv(100)
        assert int(said.split()[1]) == status, said


def test_head_says_what_get_would(elira: Browser) -> None:
    answer, content = elira.get("/healthz", method="HEAD")
    assert (answer.status, content) == (200, b"")
    assert answer.getheader("Content-Length") == "7"


def test_a_header_with_underscores_passes_for_no_other() -> None:
    environ = environ_of(
        _scope((b"x_forwarded_proto", b"https"), (b"cookie", b"a=1"), (b"cookie", b"b=2")),
        Body(None, None, is_empty=True),  # type: ignore[arg-type]  # nothing is read
    )
    assert "HTTP_X_FORWARDED_PROTO" not in environ
    assert environ["HTTP_COOKIE"] == "a=1; b=2"


def _scope(*headers: tuple[bytes, bytes]) -> dict[str, object]:
    return {
        "method": "GET",
        "path": "/é",
        "query_string": b"q=\xe9",
        "http_version": "1.1",
        "headers": list(headers),
    }
