"""One POST: what arrives, and what a receiver that means harm cannot do."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_network
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import pytest
from pytest_django import Settings

from qendra.lib.receivers import Networks
from qendra.webhooks import transport
from qendra.webhooks.transport import MOST_READ, Unanswered, post
from tests.webhooks.receiver import LOOPBACK, Answer, Receiver

HEADERS = {"webhook-id": "msg_1"}
# A key and its certificate for receiver.test, good for a hundred years and for nothing else.
CERTIFICATE = str(Path(__file__).with_name("receiver.pem"))


@pytest.fixture(autouse=True)
def _loopback_is_open(settings: Settings) -> None:
    settings.WEBHOOK_NETWORKS = LOOPBACK


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as receiver:
        yield receiver


def test_the_body_arrives_as_json_at_path_and_query(receiver: Receiver) -> None:
    receiver.answers = [Answer(202, {"Retry-After": "7"}, "Schön".encode())]
    answer = post(receiver.url, HEADERS, b'{"a": 1}')
    assert (answer.status, answer.words, answer.retry_after) == (202, "Schön", "7")
    (told,) = receiver.requests
    assert (told.path, told.body, told.id) == ("/qendra?from=us", b'{"a": 1}', "msg_1")
    assert told.headers["content-type"] == "application/json"
    assert told.headers["host"] == f"127.0.0.1:{receiver.port}"


def test_a_redirect_is_an_answer_and_is_not_followed(receiver: Receiver) -> None:
    receiver.answers = [Answer(307, {"Location": receiver.url})]
    assert post(receiver.url, HEADERS, b"{}").status == 307
    assert len(receiver.requests) == 1


@pytest.mark.parametrize("networks", [[], [ip_network("10.0.0.0/8")]])
def test_an_inner_address_is_not_even_dialled(
    networks: Networks, receiver: Receiver, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WEBHOOK_NETWORKS = networks
    _resolve(monkeypatch, "receiver.test", "127.0.0.1", "::1", "169.254.169.254")
    with pytest.raises(Unanswered, match="may not go"):
        post(f"https://receiver.test:{receiver.port}/", HEADERS, b"{}")
    with pytest.raises(Unanswered, match="Not sent"):
        post(receiver.url, HEADERS, b"{}")
    assert receiver.requests == []


def test_a_name_that_changes_its_address_after_the_check_leads_nowhere_else(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = _resolve(monkeypatch, "receiver.test", "127.0.0.1")
    assert post(f"http://receiver.test:{receiver.port}/", HEADERS, b"{}").status == 204
    # The look-up whose answer was checked; the connection asks for plain addresses only.
    assert asked.count("receiver.test") == 1
    assert receiver.requests[0].headers["host"] == f"receiver.test:{receiver.port}"


def test_of_several_addresses_one_that_takes_is_enough(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    _resolve(monkeypatch, "receiver.test", "10.0.0.1", "127.0.0.2", "127.0.0.1")
    assert post(f"http://receiver.test:{receiver.port}/", HEADERS, b"{}").status == 204


@pytest.mark.parametrize("name", ["nowhere.invalid", "a..example", "x" * 70 + ".example"])
def test_a_name_that_does_not_exist_is_said_so(name: str) -> None:
    with pytest.raises(Unanswered, match="not known"):
        post(f"https://{name}/", HEADERS, b"{}")


def test_tls_is_verified_against_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(CERTIFICATE)
    _resolve(monkeypatch, "receiver.test", "127.0.0.1")
    _resolve(monkeypatch, "other.test", "127.0.0.1")
    with Receiver(tls) as receiver:
        good, other = (f"https://{name}.test:{receiver.port}/" for name in ("receiver", "other"))
        with pytest.raises(Unanswered, match="certificate is not good"):
            post(good, HEADERS, b"{}")
        monkeypatch.setenv("SSL_CERT_FILE", CERTIFICATE)
        assert post(good, HEADERS, b"{}").status == 204
        with pytest.raises(Unanswered, match="certificate is not good"):
            post(other, HEADERS, b"{}")
        assert len(receiver.requests) == 1


def test_a_receiver_that_drips_is_left_when_the_time_is_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(transport, "SECONDS", 0.3)
    began = monotonic()
    with (
        _raw(lambda wire: _send_for_ever(wire, b"H", pause=0.05)) as url,
        pytest.raises(Unanswered, match="no answer within"),
    ):
        post(url, HEADERS, b"{}")
    assert monotonic() - began < 5


def test_headers_without_an_end_are_read_to_a_limit() -> None:
    with (
        _raw(lambda wire: _send_for_ever(wire, b"HTTP/1.1 100 Continue\r\n\r\n" * 99)) as url,
        pytest.raises(Unanswered, match="broke"),
    ):
        post(url, HEADERS, b"{}")


def test_of_words_without_an_end_the_first_are_kept() -> None:
    def talk(wire: socket.socket) -> None:
        wire.sendall(b"HTTP/1.1 500 No\r\nContent-Length: 99999999999\r\n\r\n")
        _send_for_ever(wire, b"x" * MOST_READ)

    with _raw(talk) as url:
        answer = post(url, HEADERS, b"{}")
    assert (answer.status, answer.words) == (500, "x" * 500)


@pytest.mark.parametrize("said", [b"", b"SSH-2.0-x\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 20"])
def test_what_is_no_answer_is_none(said: bytes) -> None:
    with _raw(lambda wire: wire.sendall(said)) as url, pytest.raises(Unanswered, match="broke"):
        post(url, HEADERS, b"{}")


def test_a_verdict_counts_even_when_the_words_after_it_are_lost() -> None:
    with _raw(lambda wire: wire.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab")) as url:
        assert post(url, HEADERS, b"{}").status == 200


def test_a_port_that_nobody_listens_on_is_said_so() -> None:
    with _raw(lambda wire: wire.close()) as url:
        pass
    with pytest.raises(Unanswered, match="refused"):
        post(url, HEADERS, b"{}")


def _resolve(monkeypatch: pytest.MonkeyPatch, name: str, *addresses: str) -> list[str]:
    """Let the name have these addresses; every name or address that is looked up from now on."""
    before, asked = socket.getaddrinfo, list[str]()

    def getaddrinfo(host: str, port: int, *args: int, **options: int) -> list[object]:
        asked.append(host)
        found = addresses if host == name else (host,)
        return [each for address in found for each in before(address, port, *args, **options)]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


@contextmanager
def _raw(talk: Callable[[socket.socket], object]) -> Iterator[str]:
    """A listener that reads a request and then says what it likes to one caller."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            wire, _ = listener.accept()
            with wire:
                wire.recv(65536)
                talk(wire)

        thread = Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        finally:
            # Whoever never called does so now, so that the thread ends.
            socket.create_connection(listener.getsockname()).close()
            thread.join()


def _send_for_ever(wire: socket.socket, content: bytes, pause: float = 0) -> None:
    """Until the other side has gone."""
    try:
        while True:
            wire.sendall(content)
            if pause:
                sleep(pause)
    except OSError:
        return
