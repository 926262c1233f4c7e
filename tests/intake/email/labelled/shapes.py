"""Subjects, senders, charsets, bodies and files as programs of thirty years write them."""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterator

from tests.intake.email.labelled.cases import Case, letter, parts

GREETING = "Grüße, die Leitung ist gestört"


def cases() -> Iterator[Case]:
    yield from _subjects()
    yield from _senders()
    yield from _charsets()
    yield from _bodies()
    yield from _files()


def _raw(subject: bytes, author: bytes = b"a@b.example", body: bytes = b"words") -> bytes:
    return b"From: " + author + b"\nSubject: " + subject + b"\n\n" + body


def _subjects() -> Iterator[Case]:
    table = [
        (b"=?utf-8?q?Leitung_gest=C3=B6rt?=", "Leitung gestört"),
        (b"=?UTF-8?B?TGVpdHVuZyBnZXN0w7ZydA==?=", "Leitung gestört"),
        (b"=?iso-8859-1?Q?Leitung_gest=F6rt?=", "Leitung gestört"),
        (b"=?utf-8?B?TGVpdHVuZyBnZXN0ww==?= =?utf-8?B?tnJ0?=", "Leitung gestört"),
        (b"=?utf-8?q?Leitung?=\n =?utf-8?q?_gest=C3=B6rt?=", "Leitung gestört"),
        (
            b"Re: =?koi8-r?B?68HOwcwg?= =?koi8-r?Q?=CE=C5_=D2=C1=C2=CF=D4=C1=C5=D4?=",
            "Re: Канал не работает",
        ),
        (b"=?ISO-2022-JP?B?GyRCMnNAfhsoQg==?=", "回線"),
        (b"=?gb2312?B?z9/Cty6yu82o?=", "线路.不通"),
        (b"=?utf-8*en?q?Link?= down", "Link down"),
        (b"=?utf-8?q?Link", "=?utf-8?q?Link"),
        (b"=?no-such-charset?q?Link_down?=", "Link down"),
        ("Leitung gestört".encode(), "Leitung gestört"),
        ("Leitung gestört".encode("latin-1"), "Leitung gestört"),
        ("Канал не работает".encode("cp1251"), "Канал не работает"),
        (b"Link   down\n\tagain", "Link down again"),
        (b"", ""),
        (b"=?utf-8?q?a=0Ab=00c?=", "a bc"),
        ("=?iso-8859-1?Q?Leitung_gestört?=".encode("latin-1"), "Leitung gestört"),
        ("Störung gemeldet".encode() + b"\xc3", "Störung gemeldet"),
    ]
    for number, (written, read) in enumerate(table, 1):
        yield Case(f"subject {number}", _raw(written), subject=read)


def _senders() -> Iterator[Case]:
    table = [
        (b"a@b.example", ("", "a@b.example")),
        (b"Ann <a@b.example>", ("Ann", "a@b.example")),
        (b'"Berisha, Ann" <a@b.example>', ("Berisha, Ann", "a@b.example")),
        (b"Berisha, Ann <a@b.example>", ("Berisha, Ann", "a@b.example")),
        (b"a@b.example (Ann Berisha)", ("Ann Berisha", "a@b.example")),
        (b"=?utf-8?q?Ann_B=C3=ABrisha?= <a@b.example>", ("Ann Bërisha", "a@b.example")),
        (b'"=?utf-8?q?Ann_B=C3=ABrisha?=" <a@b.example>', ("Ann Bërisha", "a@b.example")),
        (b"=?utf-8?q?Berisha=2C_Ann?= <a@b.example>", ("Berisha, Ann", "a@b.example")),
        ("Ann Bërisha <a@b.example>".encode(), ("Ann Bërisha", "a@b.example")),
        ("Ann Müller <a@b.example>".encode("latin-1"), ("Ann Müller", "a@b.example")),
        (b"<a@b.example>", ("", "a@b.example")),
        (b"Ann <a@b.example", ("Ann", "a@b.example")),
        (b"Ann <A.B@Example.ORG>", ("Ann", "A.B@Example.ORG")),
        (b'"Ann \\"NOC\\" B" <a@b.example>', ('Ann "NOC" B', "a@b.example")),
        (b"Ann\n <a@b.example>", ("Ann", "a@b.example")),
        (b"Ann <a@b.example>, Bo <b@b.example>", ("Ann", "a@b.example")),
        ("Ann <ann@müller.example>".encode(), ("Ann", "ann@müller.example")),
        (b"root", ("", "root")),
        (b"Cron Daemon <root>", ("Cron Daemon", "root")),
    ]
    for number, (written, read) in enumerate(table, 1):
        yield Case(f"sender {number}", _raw(b"Link down", written), author=read)


def _charsets() -> Iterator[Case]:
    table = [
        ("iso-8859-1", GREETING),
        ("windows-1252", "“Gestört” – seit 10:15"),
        ("iso-8859-15", "Störung, 5 € Schaden"),
        ("windows-1250", "Łącze nie działa, proszę o pomoc"),
        ("iso-8859-2", "Linka nejde, prosím řešte to"),
        ("windows-1251", "Канал не работает с утра"),
        ("koi8-r", "Канал не работает с утра"),
        ("windows-1253", "Η γραμμή δεν λειτουργεί"),
        ("windows-1254", "Hat çalışmıyor, lütfen bakın"),
        ("windows-1255", "הקו לא עובד מהבוקר"),
        ("windows-1256", "الخط معطل منذ الصباح"),
        ("gb2312", "线路从早上起不通"),
        ("big5", "線路從早上起不通"),
        ("euc-kr", "회선이 끊겨 있습니다"),
        ("shift_jis", "回線が使えません"),
        ("iso-2022-jp", "回線が使えません"),
        ("utf-16", "No light on port 3, Störung"),
        ("utf-7", "Störung seit 10:15"),
    ]
    for charset, words in table:
        yield Case(f"charset {charset}", letter(charset, words, charset=charset), text=words)
    for charset in ("windows-1251", "koi8-r", "gb2312", "iso-8859-1", "utf-8", "shift_jis"):
        words = next((w for c, w in table if c == charset), GREETING)
        words = f"{words}. {words}."
        raw = b"From: a@b.example\n\n" + words.encode(charset)
        yield Case(f"charset not declared, {charset}", raw, text=words)
        wrong = b"From: a@b.example\nContent-Type: text/plain; charset=us-ascii\n\n"
        yield Case(f"charset wrong, {charset}", wrong + words.encode(charset), text=words)


def _bodies() -> Iterator[Case]:
    html = "<p>Our line is <b>down</b>.</p><ul><li>port 3</li></ul><script>x()</script>"
    yield Case(
        "html only", letter("h1", html, kind="text/html"), text="Our line is down.\n\n- port 3"
    )
    two = ("Content-Type: text/plain\n\nplain words", f"Content-Type: text/html\n\n{html}")
    yield Case("alternative", parts("b1", "alternative", *two), text="plain words", files=())
    empty = ("Content-Type: text/plain\n\n\n", two[1])
    yield Case(
        "empty plain", parts("b2", "alternative", *empty), text="Our line is down.\n\n- port 3"
    )
    flowed = letter("b3", "The line is \ndown since \n10:15.\n", kind="text/plain; format=flowed")
    yield Case("flowed", flowed, text="The line is down since 10:15.")
    head = "From: a@b.example\nContent-Transfer-Encoding: {}\nContent-Type: text/plain; charset=utf-8\n\n{}"
    body = base64.b64encode(GREETING.encode()).decode()
    yield Case("base64", head.format("base64", body).encode(), text=GREETING)
    yield Case("base64 cut", head.format("BASE64", body[:-3]).encode(), text=GREETING[:-3])
    quoted = "Gr=C3=BC=C3=9Fe, die Leitung=\n ist gest=C3=B6rt"
    yield Case("quoted-printable", head.format("quoted-printable", quoted).encode(), text=GREETING)
    yield Case("crlf", letter("b4", "one\r\ntwo"), text="one\ntwo")
    yield Case("no header", b"the line is down\nsince 10:15", text="the line is down\nsince 10:15")
    mixed = ("Content-Type: text/plain\n\nfirst", "Content-Type: text/plain\n\nsecond")
    yield Case("two texts", parts("b5", "mixed", *mixed), text="first\n\nsecond")
    unclosed = parts("b6", "mixed", mixed[0]).replace(b"--=_b--\n", b"")
    yield Case("boundary not closed", unclosed, text="first")
    yield Case(
        "blank lines before",
        b"  \n\nFrom: a@b.example\nSubject: hi\n\nwords",
        subject="hi",
        text="words",
    )
    yield Case(
        "said to be base64",
        head.format("base64", "plain words it is").encode(),
        text="plain words it is",
    )
    yield Case(
        "type without its half", b"From: a@b.example\nContent-Type: text/\n\nwords", text="words"
    )
    yield Case("mbox line", b"From a@b Mon Nov 23\nFrom: a@b.example\n\nwords", text="words")


def _file(kind: str, name: str, content: bytes = b"\x00\x01\x02", how: str = "attachment") -> str:
    body = base64.b64encode(content).decode()
    return f"Content-Type: {kind}\nContent-Disposition: {how}{name}\nContent-Transfer-Encoding: base64\n\n{body}"


def _package() -> bytes:
    """A winmail.dat with one file."""

    def attribute(identity: int, data: bytes) -> bytes:
        return struct.pack("<BHHI", 2, identity, 6, len(data)) + data + b"\x00\x00"

    pieces = ((0x9002, b"\x00" * 14), (0x8010, b"plan.txt\x00"), (0x800F, b"abc"))
    inner = b"".join(attribute(identity, data) for identity, data in pieces)
    return struct.pack("<IH", 0x223E9F78, 1) + inner


# (as it is named, its type, its name).
FILES = [
    ('; filename="mtr.txt"', "text/plain", "mtr.txt"),
    ("; filename=plan.pdf", "application/pdf", "plan.pdf"),
    ("; filename*=utf-8''St%C3%B6rung.pdf", "application/pdf", "Störung.pdf"),
    ('; filename*0="long "; filename*1="name.pdf"', "application/pdf", "long name.pdf"),
    ('; filename="=?utf-8?q?St=C3=B6rung.pdf?="', "application/pdf", "Störung.pdf"),
    ("", 'application/pdf; name="by type.pdf"', "by type.pdf"),
    ('; filename="../../etc/passwd"', "text/plain", "passwd"),
    ('; filename="C:\\\\plans\\\\a.dwg"', "application/acad", "a.dwg"),
    ('; filename="a;b.txt"', "text/plain", "a;b.txt"),
]


def _files() -> Iterator[Case]:
    text = "Content-Type: text/plain\n\nsee file"
    for number, (name, kind, read) in enumerate(FILES, 1):
        raw = parts(f"f{number}", "mixed", text, _file(kind, name))
        yield Case(f"file {number}", raw, text="see file", files=((read, 3),))
    yield from _hidden_files(text)


def _hidden_files(text: str) -> Iterator[Case]:
    """In the text, in a package, in another part."""
    shown = 'Content-Type: text/plain\nContent-Disposition: inline; filename="mtr.txt"\n\nloss'
    yield Case(
        "text shown beside",
        parts("fx", "mixed", text, shown),
        text="see file",
        files=(("mtr.txt", 4),),
    )
    alone = letter("fy", "words", kind='text/plain; name="body.txt"')
    yield Case("only text has a name", alone, text="words", files=())
    yield Case(
        "uuencoded",
        letter("fu", "see file\n\nbegin 644 plan.txt\n#86)C\n`\nend\n"),
        text="see file",
        files=(("plan.txt", 3),),
    )
    packed = _file("application/ms-tnef", "; filename=winmail.dat", _package())
    yield Case(
        "winmail.dat", parts("fw", "mixed", text, packed), text="see file", files=(("plan.txt", 3),)
    )
    yield from _other_parts(text)


def _other_parts(text: str) -> Iterator[Case]:
    """What is neither text nor a file with a name of its own."""
    picture = _file("image/png", '; filename="graph.png"\nContent-ID: <1>', how="inline")
    yield Case(
        "picture in the text",
        parts("fi", "related", "Content-Type: text/html\n\n<img src=cid:1>words", picture),
        files=(("graph.png", 3),),
    )
    inner = "Content-Type: message/rfc822\n\nSubject: old\n\nold words"
    yield Case(
        "attached mail",
        parts("fm", "mixed", text, inner),
        text="see file",
        files=(("file-2.eml", 23),),
    )
    signed = _file("application/pkcs7-signature", '; filename="smime.p7s"')
    yield Case(
        "signed",
        parts("fs", 'signed; protocol="application/pkcs7-signature"', text, signed),
        text="see file",
        files=(("smime.p7s", 3),),
    )
