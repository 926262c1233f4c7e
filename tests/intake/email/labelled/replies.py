"""Answers as the common mail programs write them, in every language of `tongues`."""

from __future__ import annotations

from collections.abc import Iterator

from tests.intake.email.labelled.cases import ASKED, Case, letter, parts, quoted
from tests.intake.email.labelled.tongues import TONGUES, Tongue


def cases() -> Iterator[Case]:
    for tongue in TONGUES:
        yield from _of(tongue)
    yield from _odd()


def _of(tongue: Tongue) -> Iterator[Case]:
    code, words = tongue.code, tongue.words
    subject = f"Re: {words.splitlines()[0]}"
    common = {"subject": subject, "author": ("Ann Berisha", "ann@customer.example")}

    def case(name: str, raw: bytes, *, signed: str = words, reply: str = words) -> Case:
        return Case(f"{code} {name}", raw, reply=reply, signed=signed, is_bounce=False,
                    is_automatic=False, **common)  # type: ignore[arg-type]  # fmt: skip

    marked = f"{words}\n\n{tongue.wrote}\n\n{quoted(ASKED)}\n"
    yield case("gmail", letter(f"{code}1", marked, subject=subject))
    wrapped = f"{words}\n\n{_broken(tongue.wrote)}\n\n{quoted(ASKED)}\n"
    yield case("gmail, broken line", letter(f"{code}2", wrapped, subject=subject))
    who, when, to, what = tongue.labels
    head = (
        f"{who}: Interspace Support <support@interspace.example>\n{when}: 23.11.2026 11:20\n"
        f"{to}: Ann Berisha <ann@customer.example>\n{what}: Link down\n"
    )
    block = f"{words}\n\n{'_' * 32}\n{head}\n{ASKED}\n"
    yield case("outlook", letter(f"{code}3", block, subject=subject))
    original = f"{words}\n\n-----{tongue.original}-----\n{head}\n{ASKED}\n"
    yield case("outlook express", letter(f"{code}4", original, subject=subject))
    phone = f"{words}\n\n{tongue.phone}\n\n{tongue.wrote}\n\n{quoted(ASKED)}\n"
    signed = f"{words}\n\n{tongue.phone}"
    yield case("phone", letter(f"{code}5", phone, subject=subject), signed=signed)
    yield case("gmail html", letter(f"{code}6", _gmail(tongue), subject=subject, kind="text/html"))
    yield case(
        "outlook html",
        letter(f"{code}7", _outlook(tongue, head), subject=subject, kind="text/html"),
    )


def _broken(wrote: str) -> str:
    """In two lines, as programs break it that put at most some seventy signs in one."""
    if "<" in wrote:
        return wrote.replace("<", "<\n", 1)
    place = wrote.index(" ", len(wrote) // 2)
    return f"{wrote[:place]}\n{wrote[place + 1 :]}"


def _html(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")


def _gmail(tongue: Tongue) -> str:
    return (
        f'<div dir="ltr">{_html(tongue.words)}</div><br><div class="gmail_quote">'
        f'<div dir="ltr" class="gmail_attr">{_html(tongue.wrote)}<br></div>'
        f'<blockquote class="gmail_quote" style="margin:0 0 0 .8ex">{_html(ASKED)}</blockquote></div>'
    )


def _outlook(tongue: Tongue, head: str) -> str:
    return (
        f'<html><head><style>p {{margin:0}}</style></head><body dir="ltr"><div>{_html(tongue.words)}'
        '</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%">'
        f'<div id="divRplyFwdMsg" dir="ltr"><b>{_html(head)}</b></div><div>{_html(ASKED)}</div></body></html>'
    )


WROTE = "On 23/11/2026 11:20, Interspace Support wrote:"
PLAIN = "It works again.\n\nKind regards\nAnn"

# (name, text, new text without and with the signature).
ODD: list[tuple[str, str, str, str | None]] = [
    ("new", PLAIN, PLAIN, None),
    (
        "no colon",
        f"{PLAIN}\n\nOn Mon, 23 Nov 2026 11:20:14 +0100 Ann B <a@b.example> wrote\n\nold",
        PLAIN,
        None,
    ),
    (
        "on the same line",
        f"Yes. On Mon, Nov 23, 2026 at 3:59 PM, s@i.example wrote:\n{quoted(ASKED)}",
        "Yes.",
        None,
    ),
    (
        "inline answers",
        f"{WROTE}\n> Service ID?\nIPT-20417\n> Since when?\n10:15 UTC",
        "IPT-20417\n10:15 UTC",
        None,
    ),
    ("beneath", f"{WROTE}\n\n{quoted(ASKED)}\n\n{PLAIN}", PLAIN, None),
    (
        "around",
        f"Hello,\n\n{WROTE}\n\n{quoted(ASKED)}\n\nIt started at ten.",
        "Hello,\n\nIt started at ten.",
        None,
    ),
    ("broken quote", f"No.\n\n{WROTE}\n\n> {'word ' * 14}\nbroken off\n> here", "No.", None),
    ("yahoo", f"{PLAIN}\n\n--- On Mon, 23/11/26, Support <s@i.example> wrote:\n\nold", PLAIN, None),
    (
        "zoho",
        f"{PLAIN}\n\n---- On Mon, 23 Nov 2026 11:20:14 +0100 s@i.example wrote ----\n\nold",
        PLAIN,
        None,
    ),
    (
        "bold labels",
        "Yes\n\n*From:* Support <s@i.example>\n*Sent:* Monday\n*To:* Ann\n*Subject:* x\n\nold",
        "Yes",
        None,
    ),
    (
        "date first",
        "Yes\n\nDate: Mon, 23 Nov 2026 11:20:14 +0100\nFrom: s@i.example\nTo: ann@c.example\n\nold",
        "Yes",
        None,
    ),
    (
        "apple forward",
        "See below.\n\n> Begin forwarded message:\n>\n> From: A <a@b.example>\n> Subject: x\n> Date: Monday\n>\n> old",
        "See below.",
        None,
    ),
    (
        "gmail forward",
        "See below.\n\n---------- Forwarded message ---------\nFrom: A <a@b.example>\nDate: Mon, 23 Nov 2026\nSubject: x\nTo: b@c.example\n\nold",
        "See below.",
        None,
    ),
    ("write above", "Yes\n\n##- Please type your reply above this line -##\n\nold", "Yes", None),
    (
        "standard signature",
        "Down again.\n\n-- \nAnn Berisha\n+355 69 1234567",
        "Down again.",
        "Down again.\n\n-- \nAnn Berisha\n+355 69 1234567",
    ),
    (
        "list foot",
        "Down again.\n\n_______________________________________________\nnoc mailing list\nnoc@lists.example\nhttps://lists.example/mailman/listinfo/noc",
        "Down again.",
        "Down again.\n\n_______________________________________________\nnoc mailing list\nnoc@lists.example\nhttps://lists.example/mailman/listinfo/noc",
    ),
    (
        "outlook for ios",
        f"Fine now.\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n{'_' * 32}\nFrom: S <s@i.example>\nSent: Monday\nTo: Ann\nSubject: x\n\nold",
        "Fine now.",
        "Fine now.\n\nGet Outlook for iOS<https://aka.ms/o0ukef>",
    ),
    ("name only", "No.\n\nAnn Berisha wrote:\n> Does it work?", "No.", None),
    ("name only, below", "Ann said:\n> Does it work?\n\nIt does not.", "It does not.", None),
    (
        "notes",
        "Yes.\n\n\n\nAnn Berisha@CUSTOMER\n11/23/2026 11:20 AM\n\t To: Support/NA/Interspace@I\n\t cc: \n\t Subject: Re: Link\n\nold",
        "Yes.",
        None,
    ),
    (
        "notes, one line",
        "Yes.\n\nAnn Berisha on 11/23/2026 11:20:14 AM\nTo: Support/NA/Interspace@I\ncc:\nSubject: Re: Link\n\nold",
        "Yes.",
        None,
    ),
    (
        "mail.ru",
        "Да.\n\nОт кого: Иван <i@i.example>\nКому: Пётр <p@i.example>\nДата: 14 июня 2026, 15:19 +03:00\nТема: Связь\n\nold",
        "Да.",
        None,
    ),
    (
        "windows mail",
        "Yes.\n\nFrom: Support\nSent: Monday, 23 November 2026 11:20\nTo: Ann\n\nold",
        "Yes.",
        None,
    ),
]


def _odd() -> Iterator[Case]:
    """What no table of languages has."""
    for name, body, reply, signed in ODD:
        raw = letter(f"odd-{name.replace(' ', '-')}", body)
        yield Case(name, raw, reply=reply, signed=signed or reply, is_bounce=False)
    yield from _kept()
    yield from _two_versions()


def _kept() -> Iterator[Case]:
    """Words that look like history or a signature and are the customer's own."""
    bodies = [
        "On your router you can see:\n\n  port 3: no light\n\nOn ours everything is fine.",
        "On Monday at 10:15 it broke.\nOn Tuesday it was mended.\nToday it is down again.",
        "From: Tirana POP\nTo: Milan POP\nDate: 23.11.2026\nThe light level is too low on this section.",
        "Between 10:00 and 11:00 we saw this:\n\n----------\nloss 40 %\n----------\n\nPlease look.",
        "The technician wrote on the wall: port 3. We do not know what he meant.",
        "I sent it from my iPhone app and it did not arrive. What else can we do?",
        "traceroute to 192.0.2.1\n 1  10.0.0.1  0.4 ms\n 2  * * *\n\nIt ends there.",
        "router> show interface\nrouter> show log\n\nBoth say nothing.",
        "> is this sign on your plan a port?\n\nWe found it on page two.",
        "Service ID: IPT-20417\nTime: 10:15 UTC\nDate: 23 November\nImpact: service affecting",
        "Regards to the team, but the line is down.\nWhen will it be up?",
        "The carrier wrote:\nwe change the card tonight.\n\nNobody came.",
        "As you wrote: it is the cable. We changed it.\n\nStill down.",
        "Steps:\n-- unplug\n-- wait\n-- plug in\n\nNothing helped.",
        "The message says:\n\nError: no carrier\nCode: 17\n\nWhat does it mean?",
    ]
    for number, body in enumerate(bodies, 1):
        yield Case(f"kept {number}", letter(f"kept{number}", body), text=body, reply=body, signed=body,
                   is_bounce=False, is_automatic=False)  # fmt: skip


def _two_versions() -> Iterator[Case]:
    """Plain text without a mark beside HTML that has one."""
    markups = {
        "proton": '<div class="protonmail_quote">old</div>',
        "yahoo": '<div id="yahoo_quoted_1" class="yahoo_quoted">old</div>',
        "thunderbird": '<div class="moz-cite-prefix">?</div><blockquote type="cite">old</blockquote>',
        "old outlook": '<span id="OLK_SRC_BODY_SECTION">old</span>',
        "outlook mobile": '<div id="mail-editor-reference-message-container">old</div>',
        "gmx": '<div name="quote">old</div>',
        "zimbra": '<hr id="zwchr"><div>old</div>',
    }
    for name, markup in markups.items():
        raw = parts(
            f"two-{name.replace(' ', '-')}",
            "alternative",
            "Content-Type: text/plain; charset=utf-8\n\nDown again.\n\nold",
            f"Content-Type: text/html; charset=utf-8\n\n<div>Down again.</div>{markup}",
        )
        yield Case(f"two versions, {name}", raw, text="Down again.\n\nold", reply="Down again.")
