"""What is said of a mail to other programs; whatever stands in a line, there is one answer."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from qendra.intake.email.described import described
from qendra.intake.email.filtering import LINE_LIMIT, answer
from qendra.intake.email.limits import SIZE_LIMIT
from qendra.intake.email.parse import parse_mail
from qendra.intake.email.patience import Patience
from qendra.intake.email.sanitised import sanitised

MAILS = Path(__file__).parent / "mails"


def asked(**values: object) -> bytes:
    return json.dumps(values).encode()


def test_every_field_is_said() -> None:
    said = answer(asked(id=7, path=str(MAILS / "reply_gmail.eml")))
    assert list(said) == [
        "id", "message_id", "subject", "from", "to", "cc", "date", "text", "reply_text",
        "reply_text_with_signature", "html_sanitized", "attachments", "auto_submitted",
        "is_bounce", "is_feedback_report", "bounce",
    ]  # fmt: skip
    assert said["id"] == 7
    assert said["from"] == {"name": "Ann Berisha", "address": "ann@example.org"}
    assert said["date"] == "2026-11-23T11:00:00+01:00"
    assert said["reply_text"] == "The impact is degradation, it started at 09:40 UTC."
    assert "What is the impact?" in said["text"]


def test_a_bounce_says_whom_it_did_not_reach_and_whether_for_good() -> None:
    said = answer(asked(id="b", path=str(MAILS / "bounce.eml")))
    assert said["is_bounce"]
    assert said["auto_submitted"]
    assert said["bounce"] == {"hard": True, "status": "5.1.1", "recipients": ["ann@example.org"]}


def test_addresses_are_said_as_they_were_written() -> None:
    raw = b"From: Doe, Ann <Ann.Doe@Example.org>\nTo: Bo@Example.org (Bo)\nCc: c@x.org\n\nhi"
    said = described(parse_mail(raw))
    assert said["from"] == {"name": "Doe, Ann", "address": "Ann.Doe@Example.org"}
    assert said["to"] == [{"name": "Bo", "address": "Bo@Example.org"}]
    assert said["cc"] == [{"name": "", "address": "c@x.org"}]


def test_files_are_said_with_their_true_size() -> None:
    (file,) = (
        file
        for file in described(parse_mail((MAILS / "mixed_with_files.eml").read_bytes()))[
            "attachments"
        ]
        if file["filename"] == "graph.png"
    )
    assert file["content_type"] == "image/png"
    assert file["size"] > 0


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"", "no JSON"),
        (b"\n", "no JSON"),
        (b"{", "no JSON"),
        (b"\xff\xfe\x00", "no JSON"),
        (b'{"id": NaN}', "no JSON"),
        (b"[" * 50_000, "no JSON"),
        (b"[1]", "no JSON object"),
        (b'"x"', "no JSON object"),
        (b'{"id": 1}', "no path"),
        (b'{"id": 1, "path": 7}', "no path"),
        (b'{"id": 1, "path": ""}', "no path"),
        (b'{"id": 1, "path": "/no/such/file"}', "No such file"),
        (b'{"id": 1, "path": "a\\u0000b"}', "no path"),
        (b'{"id": 1, "path": "/dev/zero"}', "no file"),
        (b'{"id": 1, "path": "/"}', "directory"),
        (b'{"id": 1, "path": "' + b"x" * LINE_LIMIT + b'"}', "longer than"),
    ],
)
def test_what_is_no_request_is_refused_with_a_reason(line: bytes, why: str) -> None:
    said = answer(line)
    assert why in said["rejected"]
    assert set(said) == {"id", "rejected"}


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert answer(asked(id=1, path=str(tmp_path / "pipe")))["rejected"] == "It is no file."


def test_a_mail_over_the_limit_is_refused_unread(tmp_path: Path) -> None:
    large = tmp_path / "large.eml"
    with large.open("wb") as file:
        file.truncate(SIZE_LIMIT + 1)
    assert "larger than 50 MiB" in answer(asked(id=1, path=str(large)))["rejected"]


def _slow_or_dead(line: bytes) -> bytes:
    if line == b"slow":
        time.sleep(60)
    if line == b"dead":
        os._exit(1)
    return line.upper()


def test_what_takes_too_long_or_dies_is_given_up_and_the_next_is_read() -> None:
    with Patience(_slow_or_dead, seconds=0.3) as reader:
        asked_for = [b"one", b"slow", b"two", b"dead", b"three"]
        assert [reader.answer(line) for line in asked_for] == [b"ONE", None, b"TWO", None, b"THREE"]


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        '<a href=" jav&#x09;ascript:alert(1)">x</a>',
        "<svg><script>alert(1)</script></svg>",
        "<math><mtext><table><mglyph><style><img src onerror=alert(1)>",
        '<iframe src="javascript:alert(1)"></iframe>',
        '<form action="https://evil.example"><button onclick=alert(1)>x</button></form>',
        '<div style="background:url(javascript:alert(1))">x</div>',
        '<img src="data:text/html;base64,PHNjcmlwdD4=">',
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<!--><script>alert(1)</script>-->",
        '<base href="https://evil.example/"><meta http-equiv="refresh" content="0">',
        "<div>" * 150 + "<script>alert(1)</script>",
        "<template><script>alert(1)</script></template><object data=x></object><embed src=x>",
    ],
)
def test_nothing_in_sanitised_html_acts(evil: str) -> None:
    clean = sanitised(f"<p>words</p>{evil}<p>more</p>").lower()
    assert "words" in clean
    for word in ("<script", "onerror", "onclick", "javascript:", "<iframe", "<form", "<svg"):
        assert word not in clean
    for word in ("style=", "data:", "<base", "<meta", "<object", "<embed", "<style", "<math"):
        assert word not in clean


def test_html_in_more_levels_than_any_mail_has_becomes_text() -> None:
    deep = "<div>" * 100_000 + "<script>alert(1)</script>"
    assert sanitised(deep).startswith("<pre>&lt;div&gt;")
    assert "<script" not in sanitised(deep)


def test_tables_links_and_pictures_stay() -> None:
    clean = sanitised(
        '<table><tr><td>a</td></tr></table><a href="https://x.org">l</a><img src="cid:1">'
    )
    assert '<a href="https://x.org"' in clean
    assert "<td>a</td>" in clean
    assert '<img src="cid:1">' in clean
