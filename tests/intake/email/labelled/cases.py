"""A mail with what must be read of it; only what is stated is asked."""

from __future__ import annotations

from dataclasses import dataclass
from email.header import Header

HEAD = "From: {author}\nTo: support@interspace.example\nSubject: {subject}\nDate: Mon, 23 Nov 2026 11:30:00 +0100\nMessage-ID: <{key}@customer.example>\n"
AUTHOR = "Ann Berisha <ann@customer.example>"
ASKED = "What is the impact?\nWhen did it start?"


@dataclass(frozen=True)
class Case:
    """`reply` and `signed` are the new text without and with the signature."""

    name: str
    raw: bytes
    subject: str | None = None
    author: tuple[str, str] | None = None
    text: str | None = None
    reply: str | None = None
    signed: str | None = None
    files: tuple[tuple[str, int], ...] | None = None
    is_bounce: bool | None = None
    is_automatic: bool | None = None
    is_hard: bool | None = None
    recipients: tuple[str, ...] | None = None


def encoded(words: str) -> str:
    return words if words.isascii() else Header(words, "utf-8", maxlinelen=900).encode()


def letter(
    key: str,
    body: str,
    *,
    subject: str = "Link down",
    author: str = AUTHOR,
    more: str = "",
    kind: str = "text/plain",
    charset: str = "utf-8",
) -> bytes:
    """A mail of one part."""
    head = HEAD.format(author=author, subject=encoded(subject), key=key)
    head += f"MIME-Version: 1.0\nContent-Type: {kind}; charset={charset}\n"
    return (head + "Content-Transfer-Encoding: 8bit\n" + more + "\n").encode() + body.encode(
        charset
    )


def parts(key: str, kind: str, *pieces: str, more: str = "", subject: str = "Link down") -> bytes:
    """A mail of several parts, each with its own headers."""
    head = HEAD.format(author=AUTHOR, subject=encoded(subject), key=key)
    head += f'MIME-Version: 1.0\nContent-Type: multipart/{kind}; boundary="=_b"\n{more}\n'
    inner = "".join(f"--=_b\n{piece}\n" for piece in pieces)
    return (head + inner + "--=_b--\n").encode()


def quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.split("\n"))
