"""How many mails a second are read, from raw bytes to words: on one core, without a database."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator

from bench.figures import Figure
from qendra.intake.email.parse import parse_mail

SECONDS = 2.0
HEAD = (
    "Received: from mail.customer.example by mx.example; Mon, 23 Nov 2026 10:00:00 +0000\n"
    "From: =?utf-8?q?Ann_B=C3=ABrisha?= <ann@customer.example>\nTo: support@interspace.example\n"
    "Subject: Re: [IS-1234-5678-2] Link down\nDate: Mon, 23 Nov 2026 11:00:00 +0100\n"
    "Message-ID: <1@customer.example>\nIn-Reply-To: <2@interspace.example>\nMIME-Version: 1.0\n"
)
WORDS = "The link is still down, and the router shows no light on port 3. " * 8
ASKED = "\n".join("> What is the impact, and since when has it been so?" for _ in range(60))
QUESTION = "<p>What is the <b>impact</b>?</p>"
WROTE = "On Mon, Nov 23, 2026 at 11:20 AM Support <support@interspace.example> wrote:"


def parsing() -> Iterator[Figure]:
    """A plain answer of some 5 kB, and one in HTML of some 90 kB with a picture."""
    for name, raw in (("plain reply", _plain()), ("HTML reply with a picture", _html())):
        yield Figure(f"parsing, {name}", _a_second(raw), "1/s")


def _plain() -> bytes:
    head = f"{HEAD}Content-Type: text/plain; charset=utf-8\n\n"
    return f"{head}{WORDS}\n\n{WROTE}\n\n{ASKED}\n".encode()


def _html() -> bytes:
    page = (
        f"<div dir=ltr>{WORDS}</div><div class=gmail_quote><div class=gmail_attr>{WROTE}</div>"
        f"<blockquote class=gmail_quote>{QUESTION * 400}</blockquote></div>"
    )
    picture = base64.encodebytes(bytes(50_000)).decode()
    return (
        f"{HEAD}Content-Type: multipart/related; boundary=b\n\n"
        f"--b\nContent-Type: text/html; charset=utf-8\n\n{page}\n"
        "--b\nContent-Type: image/png; name=graph.png\nContent-Transfer-Encoding: base64\n\n"
        f"{picture}--b--\n"
    ).encode()


def _a_second(raw: bytes) -> float:
    done, began = 0, time.perf_counter()
    while (passed := time.perf_counter() - began) < SECONDS:
        parse_mail(raw)
        done += 1
    return done / passed
