"""Mail in and out: a test that says in a clear sentence what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from django.test import Client
from pytest_django import Settings

from qendra.desk.settings.views.mail import meaning_of
from qendra.intake.email.actions import store_mail
from qendra.intake.email.models import Way
from qendra.jobs import deliver
from qendra.outbox.models import Message
from tests.cast import Cast
from tests.desk.settings.pages import text_of
from tests.project.programs import free_port
from tests.smtp_sink import SMTPSink

URL = "/desk/settings/mail/"


@pytest.fixture
def sink(settings: Settings) -> Iterator[SMTPSink]:
    with SMTPSink() as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = sink.host, sink.port
        yield sink


def test_it_says_where_mail_comes_in_and_goes_out(
    cast: Cast, jon: Client, settings: Settings
) -> None:
    settings.EMAIL_HOST = "relay.interspace.example"
    page = text_of(jon.get(URL))
    assert "127.0.0.1:8024" in page
    assert "relay.interspace.example:25" in page
    assert "No mail has come in yet." in page


def test_a_test_leaves_and_says_so(cast: Cast, jon: Client, sink: SMTPSink) -> None:
    sent = jon.post(URL, {"to_address": "jon@interspace.example"})
    assert "On its way." in text_of(jon.get(sent["Location"]))
    deliver.run_once(now=datetime.now(UTC))
    page = jon.get(sent["Location"])
    assert f"{sink.host}:{sink.port} took it." in text_of(page)
    assert "data-await" not in page.content.decode()
    (mail,) = sink.to("jon@interspace.example")
    assert mail.mail["Subject"] == "A test of Interspace"


def test_a_test_to_ourselves_waits_until_it_came_back(
    cast: Cast, jon: Client, sink: SMTPSink
) -> None:
    sent = jon.post(URL, {"to_address": cast.provider.support_address})
    deliver.run_once(now=datetime.now(UTC))
    page = jon.get(sent["Location"])
    assert "It has not come back to us yet." in text_of(page)
    assert "data-await" in page.content.decode()
    mail: EmailMessage = sink.to(cast.provider.support_address)[0].mail
    store_mail(
        raw=bytes(mail), envelope_from="", envelope_to=[], way=Way.LMTP, now=datetime.now(UTC)
    )
    assert "mail works both ways" in text_of(jon.get(sent["Location"]))


def test_a_server_that_does_not_listen_is_told_with_what_to_do(
    cast: Cast, jon: Client, settings: Settings
) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    sent = jon.post(URL, {"to_address": "jon@interspace.example"})
    deliver.run_once(now=datetime.now(UTC))
    page = text_of(jon.get(sent["Location"]))
    assert "Nothing listens there. Look at the name and the port." in page
    assert "Nothing is lost: it is tried again" in page


def test_without_a_server_nothing_is_promised(cast: Cast, jon: Client, settings: Settings) -> None:
    settings.EMAIL_HOST = ""
    sent = jon.post(URL, {"to_address": "jon@interspace.example"})
    assert "No mail server is set" in text_of(jon.get(sent["Location"]))
    assert "No mail server is set" in text_of(jon.get(URL))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("No connection to the mail server: [Errno -2] Name or service not known", "of that name"),
        ("535 5.7.8 Authentication credentials invalid", "user or the password"),
        ("554 5.7.1 Relay access denied", "does not send for us"),
        ("STARTTLS extension not supported by server.", "no STARTTLS"),
        ("certificate verify failed: self-signed certificate", "certificate is not trusted"),
        ("No connection to the mail server: timed out", "firewall"),
        ("451 4.3.0 Something else", "its own words say why"),
    ],
)
def test_every_trouble_has_its_sentence(error: str, words: str) -> None:
    assert words in meaning_of(error)


def test_an_address_that_is_none_and_a_mail_that_is_no_test(cast: Cast, jon: Client) -> None:
    assert jon.post(URL, {"to_address": "nobody"}).status_code == 422
    assert not Message.objects.exists()
    assert jon.get(f"{URL}tests/1/").status_code == 404
