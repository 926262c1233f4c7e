"""The doctor sees the certificates that browsers and our own worker see, on real sockets."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from qendra.project.doctor import certificates as certificates_of
from qendra.project.doctor.certificates import certificates
from qendra.project.doctor.finding import Finding, State
from tests.certificates import Authority, tls_server
from tests.project.programs import free_port
from tests.smtp_sink import SMTPSink

pytestmark = pytest.mark.xdist_group("certificates")

Patch = pytest.MonkeyPatch


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def trusted(authority: Authority, monkeypatch: Patch) -> Authority:
    """An authority that this machine trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    return authority


def test_without_tls_there_is_no_certificate_to_look_at(monkeypatch: Patch) -> None:
    monkeypatch.setattr("django.conf.settings.BASE_URL", "http://localhost:8000")
    monkeypatch.setattr("django.conf.settings.EMAIL_HOST", "localhost")
    assert list(certificates(datetime.now(UTC))) == []


def test_a_trusted_certificate_is_well_and_its_days_are_counted(
    trusted: Authority, monkeypatch: Patch
) -> None:
    with _pages(trusted.context(), monkeypatch):
        found = _only()
    assert (found.name, found.state, found.remedy) == ("certificate-web", State.WELL, "")
    assert "for 89 more days" in found.sentence


def test_a_certificate_of_less_than_14_days_is_a_warning(
    trusted: Authority, monkeypatch: Patch
) -> None:
    with _pages(trusted.context(days=14), monkeypatch):
        found = _only()
    assert found.state is State.WARNING
    assert "for 13 more days" in found.sentence
    with _pages(trusted.context(days=16), monkeypatch):
        assert _only().state is State.WELL


def test_an_expired_certificate_is_wrong(trusted: Authority, monkeypatch: Patch) -> None:
    with _pages(trusted.context(days=-1), monkeypatch):
        found = _only()
    assert found.state is State.WRONG
    assert "has expired" in found.sentence


def test_a_certificate_for_another_name_is_wrong(trusted: Authority, monkeypatch: Patch) -> None:
    with _pages(trusted.context(name="other.example"), monkeypatch):
        found = _only()
    assert found.state is State.WRONG
    assert "another name" in found.sentence
    assert "localhost" in found.remedy


def test_a_certificate_of_nobody_whom_we_trust_is_wrong(
    authority: Authority, monkeypatch: Patch
) -> None:
    with _pages(authority.context(), monkeypatch):
        found = _only()
    assert found.state is State.WRONG
    assert "not trusted" in found.sentence


def test_no_server_and_one_without_tls_are_wrong(monkeypatch: Patch) -> None:
    with SMTPSink() as sink:
        for port in (free_port(), sink.port):
            monkeypatch.setattr("django.conf.settings.BASE_URL", f"https://localhost:{port}")
            found = _only()
            assert found.state is State.WRONG
            assert found.sentence.startswith("There is no TLS with localhost")
            assert "QENDRA_BASE_URL" in found.remedy


def test_a_server_that_says_nothing_is_not_waited_for(monkeypatch: Patch) -> None:
    assert certificates_of.PATIENCE <= 2, "a page waits for it"
    monkeypatch.setattr(certificates_of, "PATIENCE", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        monkeypatch.setattr("django.conf.settings.BASE_URL", f"https://localhost:{port}")
        assert "timed out" in _only().sentence


def test_an_address_that_makes_no_sense_is_wrong(monkeypatch: Patch) -> None:
    monkeypatch.setattr("django.conf.settings.BASE_URL", "https://" + "a" * 70 + ".example")
    assert _only().state is State.WRONG


def test_the_mail_server_shows_its_certificate_after_starttls(
    trusted: Authority, monkeypatch: Patch
) -> None:
    with _mail_server(trusted.context(), monkeypatch):
        found = _only()
    assert (found.name, found.state) == ("certificate-mail", State.WELL)
    with _mail_server(trusted.context(days=-1), monkeypatch):
        assert "has expired" in _only().sentence


def test_a_mail_server_without_starttls_is_wrong(monkeypatch: Patch) -> None:
    with _mail_server(None, monkeypatch):
        found = _only()
    assert found.state is State.WRONG
    assert "STARTTLS" in found.sentence
    assert "QENDRA_SMTP_HOST" in found.remedy


def _only() -> Finding:
    [found] = certificates(datetime.now(UTC))
    return found


@contextmanager
def _pages(context: ssl.SSLContext, monkeypatch: Patch) -> Iterator[None]:
    with tls_server(context) as port:
        monkeypatch.setattr("django.conf.settings.BASE_URL", f"https://localhost:{port}")
        yield


@contextmanager
def _mail_server(context: ssl.SSLContext | None, monkeypatch: Patch) -> Iterator[None]:
    with SMTPSink(tls=context) as sink:
        monkeypatch.setattr("django.conf.settings.EMAIL_HOST", "localhost")
        monkeypatch.setattr("django.conf.settings.EMAIL_PORT", sink.port)
        monkeypatch.setattr("django.conf.settings.EMAIL_USE_TLS", True)
        yield
