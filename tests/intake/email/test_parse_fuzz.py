"""Whatever a stranger sends: the parser answers, with text that the database can hold."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qendra.intake.email.facts import candidates, facts_of, read_facts, said_in
from qendra.intake.email.mail import ParsedMail
from qendra.intake.email.parse import parse_mail
from qendra.intake.email.reading.passed_on import letters_of
from qendra.intake.email.thanks import is_thanks

MAILS = sorted((Path(__file__).parent / "mails").glob("*.eml"))
SAMPLES = [path.read_bytes()[:5000] for path in MAILS]
PIECES = [
    b"\x00",
    b"\r",
    b"\n",
    b"\r\n\r\n",
    b"--b\n",
    b"=?utf-8?q?",
    b"?=",
    b"\xff\xfe",
    b'"',
    b"<",
    b"> ",
    b"(" * 50,
    b"\xf0\x9f\x98\x80",
    b"Content-Type: multipart/mixed; boundary=b\n",
    b"Content-Transfer-Encoding: base64\n",
    b"charset=utf-7",
    b"*0*=",
    b"Date: 99999\n",
]
PATIENT = settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])


def is_storable(mail: ParsedMail) -> bool:
    """PostgreSQL takes no NUL, UTF-8 no lone surrogate."""
    texts = [mail.text, mail.new_text, mail.subject, mail.from_name, mail.from_address]
    texts += [mail.message_id, mail.own_marker, mail.reply_to, *mail.to, *mail.cc]
    texts += [*mail.references, *mail.in_reply_to, *mail.defects]
    texts += [f"{file.filename}{file.content_type}" for file in mail.attachments]
    together = "".join(texts)
    return "\x00" not in together and not any("\ud800" <= char <= "\udfff" for char in together)


def read_everything(raw: bytes) -> ParsedMail:
    mail = parse_mail(raw)
    received_at = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
    facts = read_facts(
        mail.new_text, subject=mail.subject, received_at=received_at, default_zone=UTC
    )
    for fact in facts:
        source = mail.subject if fact.place == "subject" else mail.new_text
        assert source[slice(*fact.span)] == fact.source_text or len(fact.source_text) >= 20_000
    candidates(mail.new_text, subject=mail.subject)
    said_in(mail.new_text)
    facts_of(letters_of(mail, received_at, UTC, lambda head: head.startswith("From: us")))
    is_thanks(mail.new_text)
    return mail


@PATIENT
@given(st.binary(max_size=3000))
def test_any_bytes_are_read(raw: bytes) -> None:
    assert is_storable(read_everything(raw))


@PATIENT
@given(st.data())
def test_any_damaged_mail_is_read(data: st.DataObject) -> None:
    raw = data.draw(st.sampled_from(SAMPLES))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(raw)))
        piece = data.draw(st.sampled_from(PIECES) | st.binary(max_size=20))
        gone = data.draw(st.integers(0, 40))
        raw = raw[:at] + piece + raw[at + gone :]
    mail = read_everything(raw)
    assert is_storable(mail)
    assert "could not be read at all" not in " ".join(mail.defects)


@PATIENT
@given(st.text(max_size=2000))
def test_any_text_gives_facts_that_stand_in_it(text: str) -> None:
    read_everything(b"Content-Type: text/plain; charset=utf-8\n\n" + text.encode())


MEGABYTE = 1024 * 1024
TAGS = [b"<div>", b"<!--", b"<a><p>", b"<blockquote>x<br>", b"<a '\"", b"<", b"&amp"]
WORDS = [b"1.", b"a-", b"1:", b"since 10 ", b"link is ", b"not the any ", b"_", b"Service ID: "]
WORDS += [b"On 1.1.2026 a@b\n", b"-----\n", b"> ", b"a1/", b"* ", b"since          ", b"thanks "]
WORDS += [b"link is down if ", b"IPT-1 is fine, IPT-2 is down, ", b"it works again. "]
WORDS += [b"From: a@b\nSent: 1\nTo: c\n\n", b"Thanks\nAnn\n", b"+355 69 1 ", b"please see below "]
WORDS += [b"yesterday since 10:15 ", b"the link to a to b ", b"a-1-a-1-", b"would be packet loss "]
WORDS += [b"!!!!", b"0", b"12.12.2026 "]
WORDS += [b"begin 644 x\n", b"Ann wrote:\n", b"Ann on 1/1/2026 1:20\n", b"user unknown "]


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"\x00" * 5 * MEGABYTE, id="nothing but NUL"),
        pytest.param(b"From: a@b.c\n\n" + b"\n" * 20 * MEGABYTE, id="nothing but empty lines"),
        pytest.param(b"From: a@b.c\n\n" + b"a" * 20 * MEGABYTE, id="one giant line"),
        pytest.param(b"Subject: " + b"=?utf-8?q?a?= " * MEGABYTE + b"\n\nhi", id="a giant header"),
        pytest.param(b"From: " + b"(" * MEGABYTE + b"\n\nhi", id="a million comments"),
        pytest.param(b"From: " + b"a@b.c," * MEGABYTE + b"\n\nhi", id="a million authors"),
        pytest.param(b"X: y\n" * MEGABYTE + b"\nhi", id="a million headers"),
        pytest.param(
            b"Content-Type: text/plain" + b";a=b" * MEGABYTE + b"\n\nhi", id="many parameters"
        ),
        pytest.param(
            b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nhi\n" * MEGABYTE,
            id="a million parts",
        ),
        pytest.param(
            b"Content-Type: multipart/mixed; boundary=b\n\n" + b"\n--bx" * MEGABYTE,
            id="a million almost boundaries",
        ),
        pytest.param(
            b"".join(
                b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n)
                for n in range(5000)
            ),
            id="five thousand levels",
        ),
        *(
            pytest.param(b"Content-Type: text/html\n\n" + tag * (MEGABYTE // len(tag)), id=str(tag))
            for tag in TAGS
        ),
        *(
            pytest.param(b"From: a@b.c\n\n" + words * (200_000 // len(words)), id=str(words))
            for words in WORDS
        ),
    ],
)
def test_no_mail_is_built_so_that_it_takes_for_ever(raw: bytes) -> None:
    # Quadratic code would take minutes here; each of these takes well under a second or two.
    assert is_storable(read_everything(raw))
