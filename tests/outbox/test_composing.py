"""The same row is the same mail, byte for byte, and every mail server can carry it."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.db.models import prefetch_related_objects
from hypothesis import example, given
from hypothesis import settings as rounds
from hypothesis import strategies as st
from pytest_django import Settings

from qendra.files.actions import keep_file
from qendra.outbox.actions import OutgoingFile
from qendra.outbox.addresses import Unsendable
from qendra.outbox.cleaning import bare_ids, one_line, plain_text
from qendra.outbox.compose import compose, envelope_sender
from qendra.outbox.models import Message
from tests.outbox.letters import NOW, letter, queued

pytestmark = pytest.mark.django_db
WORDS = st.text(alphabet=st.characters(), max_size=400)


def parsed(message: Message) -> EmailMessage:
    """What the other side reads; every line is checked on the way."""
    raw = compose(message).as_bytes()
    assert raw.endswith(b"\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    return message_from_bytes(raw, policy=policy.default)


def text_of(mail: EmailMessage) -> str:
    """The words, with the line ends of Python."""
    return str(mail.get_content()).replace("\r\n", "\n")


def unsaved(**changes: object) -> Message:
    """A row that nothing cleaned and nobody stored."""
    words = letter(references=[]) | changes
    now = words.pop("now")
    return Message(pk=1, next_attempt_at=now, give_up_after=now, created_at=now, **words)


def without_files(message: Message) -> Message:
    """The row as the deliverer sees it: its files (none) are known."""
    prefetch_related_objects([message], "files")
    return message


def test_every_header_has_its_place() -> None:
    mail = parsed(
        queued(in_reply_to="<theirs@x.example>", references=["root@x", "theirs@x.example"])
    )
    assert mail["From"] == "Interspace <support@interspace.example>"
    assert mail["To"] == "Ada Byron <ada1@customer.example>"
    assert mail["Reply-To"] == "support+t1@interspace.example"
    assert mail["Subject"] == "[IS-1234-5678-9] Loss of signal"
    assert mail["Message-ID"] == "<ack.1@interspace.example>"
    assert mail["In-Reply-To"] == "<theirs@x.example>"
    assert mail["References"] == "<root@x> <theirs@x.example>"
    assert mail["Date"] == "Mon, 02 Mar 2026 09:00:00 +0000"
    assert mail["MIME-Version"] == "1.0"
    assert mail["X-Qendra"]
    assert mail.get_content_type() == "text/plain"
    assert text_of(mail) == "We have your report.\n"


@pytest.mark.parametrize(
    ("parent", "said"), [("", "auto-generated"), ("theirs@x.example", "auto-replied")]
)
def test_what_the_machine_wrote_says_so_and_bounces_to_nobody(parent: str, said: str) -> None:
    message = queued(is_automatic=True, in_reply_to=parent)
    mail = parsed(message)
    assert mail["Auto-Submitted"] == said
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert envelope_sender(message) == ""


def test_what_a_person_wrote_may_be_answered_and_bounces_to_us() -> None:
    message = queued(is_automatic=False)
    mail = parsed(message)
    assert mail["Auto-Submitted"] is None
    assert mail["X-Auto-Response-Suppress"] is None
    assert envelope_sender(message) == "support@interspace.example"


def test_the_same_row_is_the_same_mail(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    stored = keep_file(content=bytes(range(256)) * 50, now=NOW)
    files = [
        OutgoingFile(stored, "Bericht für Änderung.pdf", "application/pdf"),
        OutgoingFile(stored, "nested.eml", "message/rfc822"),
        OutgoingFile(stored, "..", "odd; x"),
    ]
    pk = queued(written="=_ ελ\n" * 5, files=files).pk
    first, again = (compose(Message.objects.get(pk=pk)).as_bytes() for _ in range(2))
    assert first == again
    mail = message_from_bytes(first, policy=policy.default)
    parts = list(mail.iter_attachments())
    assert [part.get_filename() for part in parts] == [
        "Bericht für Änderung.pdf",
        "nested.eml",
        "file",
    ]
    assert [part.get_content_type() for part in parts] == [
        "application/pdf",
        "application/octet-stream",
        "application/octet-stream",
    ]
    assert all(part.get_content() == bytes(range(256)) * 50 for part in parts)
    body = mail.get_body()
    assert isinstance(body, EmailMessage)
    assert text_of(body) == "=_ ελ\n" * 5


def test_long_ids_stay_whole() -> None:
    ids = [f"{n}.{'x' * 200}@very.long.example" for n in range(20)]
    mail = parsed(queued(references=ids, in_reply_to=ids[-1]))
    assert bare_ids([str(mail["References"])]) == ids
    assert mail["In-Reply-To"] == f"<{ids[-1]}>"


def test_a_long_line_is_folded_and_comes_back_whole() -> None:
    text = "x" * 5000 + "\n" + "from here, a trailing blank \n.\nFrom me\n"
    assert text_of(parsed(queued(written=text))) == text


def test_a_domain_in_any_alphabet_goes_out_in_ascii() -> None:
    mail = parsed(queued(to_address="info@παράδειγμα.example"))
    assert mail["To"].addresses[0].domain.startswith("xn--")


def test_a_local_part_in_any_alphabet_goes_out_as_it_is() -> None:
    raw = compose(queued(to_address="π@customer.example")).as_bytes()
    assert "\r\n <π@customer.example>\r\n".encode() in raw


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "@customer.example",
        "a@",
        "a@b c",
        "a b@c.example",
        "a@c.example,b@d.example",
        "a@c.example>",
        '"a"@c.example',
        "a@[127.0.0.1]",
        "a..b@c.example",
        f"{'a' * 65}@c.example",
        f"a@{'b' * 70}.example",
        "a@-c.example",
        "a@straße.example",
        "a@c.example\r\nBcc: b@d.example",
        "\ud800@c.example",
    ],
)
def test_what_is_no_address_is_refused_with_a_reason(address: str) -> None:
    with pytest.raises(Unsendable, match=r"\.$"):
        compose(unsaved(to_address=address))


@given(name=WORDS, subject=WORDS, text=WORDS)
@example(name="=?utf-8?q?=0ABcc:_x?=", subject="=?utf-8?q?=0D=0ABcc:_x?=", text="=?utf-8?q?a?=")
@example(name='"\\', subject="a" * 400, text="From x\n.\n..\r\r\n")
@example(name="a, b <c@d>; (e)", subject=" two  blanks ", text="\t \n \n")
@rounds(max_examples=150, deadline=None)
def test_any_words_go_out_and_come_back(name: str, subject: str, text: str) -> None:
    row = without_files(unsaved(to_name=name, from_name=name, subject=subject, written=text))
    mail = parsed(row)
    assert {header.lower() for header in mail} == EXPECTED
    assert mail["Subject"] == one_line(subject, limit=1000)
    # Python reads a blank between two encoded words of a name, against RFC 2047, 6.2.
    shown = mail["To"].addresses[0].display_name
    assert "".join(shown.split()) == "".join(one_line(name, limit=1000).split())
    assert mail["To"].addresses[0].addr_spec == "ada1@customer.example"
    wanted = plain_text(text)
    assert text_of(mail) in {wanted, f"{wanted}\n"}


EXPECTED = {
    "from",
    "to",
    "reply-to",
    "subject",
    "date",
    "message-id",
    "x-qendra",
    "auto-submitted",
    "x-auto-response-suppress",
    "content-type",
    "content-transfer-encoding",
    "mime-version",
}
