"""Bounces, absences and lists; and people who write of such things."""

from __future__ import annotations

from collections.abc import Iterator

from tests.intake.email.labelled.cases import Case, letter, parts
from tests.intake.email.labelled.tongues import TONGUES

DAEMON = "Mail Delivery System <MAILER-DAEMON@mx.example>"
TO = "bo@customer.example"


def cases() -> Iterator[Case]:
    yield from _reports()
    yield from _bounces_without_form()
    yield from _absences()
    yield from _other_machines()
    yield from _people()


def _reports() -> Iterator[Case]:
    """RFC 3464, with status and diagnosis."""
    table = [
        ("failed", "5.1.1", "550 5.1.1 User unknown", True),
        ("failed", "5.1.2", "Host or domain name not found", True),
        ("failed", "5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound", True),
        ("failed", "5.0.0", "550 No such user here", True),
        ("failed", "5.1.6", "550 The recipient has moved", True),
        ("failed", "5.2.2", "552 5.2.2 Mailbox full", False),
        ("failed", "5.2.3", "552 Message too large", False),
        ("failed", "5.7.1", "550 5.7.1 Rejected: listed at a spam blocklist", False),
        ("failed", "5.7.26", "550 5.7.26 DMARC policy", False),
        ("failed", "4.4.1", "Connection timed out", False),
        ("failed", "5.4.7", "Delivery expired (message too old)", False),
        ("delayed", "4.4.2", "451 try again later", False),
        ("delayed", "4.7.0", "greylisted", False),
        ("failed", "5.3.4", "552 Message size exceeds fixed limit", False),
    ]
    for number, (action, status, why, is_hard) in enumerate(table, 1):
        report = (
            f"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
            f"Final-Recipient: rfc822; {TO}\nAction: {action}\nStatus: {status}\nDiagnostic-Code: smtp; {why}\n"
        )
        raw = parts(
            f"r{number}",
            "report; report-type=delivery-status",
            "Content-Type: text/plain\n\nYour mail did not arrive.",
            report,
            f"Content-Type: text/rfc822-headers\n\nMessage-ID: <ours@i.example>\nTo: {TO}\n",
        )
        yield Case(
            f"report {number}",
            raw,
            is_bounce=True,
            is_automatic=True,
            is_hard=is_hard,
            recipients=(TO,),
        )


BOUNCES_WITHOUT_FORM = [
    (
        "Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\n<bo@customer.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nMessage-ID: <ours@i.example>",
        "failure notice",
        True,
    ),
    (
        "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. The following address(es) failed:\n\n  bo@customer.example\n    host mx.customer.example: 550 5.1.1 unknown user",
        "Mail delivery failed: returning message to sender",
        True,
    ),
    (
        "   ----- The following addresses had permanent fatal errors -----\n<bo@customer.example>\n\n   ----- Transcript of session follows -----\n550 5.1.1 <bo@customer.example>... User unknown",
        "Returned mail: User unknown",
        True,
    ),
    (
        "Your message\n\n  To:      bo@customer.example\n  Subject: Hello\n\ndid not reach the following recipient(s):\n\nbo@customer.example on Mon, 23 Nov 2026\n    The recipient name is not recognized: no such user",
        "Undeliverable: Hello",
        True,
    ),
    (
        "<bo@customer.example>: mail for customer.example: user mailbox is full, over quota",
        "Undelivered Mail Returned to Sender",
        False,
    ),
    (
        "Warning: your message to bo@customer.example has been delayed.\n421 4.4.2 connection timed out. We will try again later.",
        "Warning: message delayed 24 hours",
        False,
    ),
    (
        "Ihre Nachricht konnte nicht zugestellt werden an:\n\nbo@customer.example\n\nGrund: 550 Empfänger unbekannt",
        "Unzustellbar: Hallo",
        True,
    ),
    (
        "Votre message n'a pas pu être remis à bo@customer.example :\n550 5.1.1 utilisateur inconnu",
        "Échec de la remise du message",
        True,
    ),
    (
        "Il messaggio non è stato consegnato a:\nbo@customer.example\n550 5.1.1 utente sconosciuto",
        "Mancata consegna",
        True,
    ),
    (
        "No se ha podido entregar el mensaje a bo@customer.example: 550 5.1.1 usuario desconocido",
        "No se ha podido entregar el mensaje",
        True,
    ),
    (
        "Это письмо создано автоматически. Ваше письмо не может быть доставлено:\nbo@customer.example\n550 5.1.1 user not found",
        "Ваше сообщение не доставлено",
        True,
    ),
    (
        "The mail system\n\n<bo@customer.example>: 554 5.7.1 message rejected as spam",
        "Delivery failure",
        False,
    ),
]


def _bounces_without_form() -> Iterator[Case]:
    for number, (body, subject, is_hard) in enumerate(BOUNCES_WITHOUT_FORM, 1):
        raw = letter(f"n{number}", body, subject=subject, author=DAEMON)
        yield Case(
            f"bounce {number}",
            raw,
            is_bounce=True,
            is_automatic=True,
            is_hard=is_hard,
            recipients=(TO,),
        )
    exim = letter(
        "x1",
        "could not be delivered",
        subject="Mail failure",
        author=DAEMON,
        more=f"X-Failed-Recipients: {TO}\n",
    )
    yield Case("bounce by a header", exim, is_bounce=True, is_automatic=True, recipients=(TO,))


def _absences() -> Iterator[Case]:
    for tongue in TONGUES:
        raw = letter(f"a{tongue.code}", "…", subject=tongue.away)
        yield Case(f"absence {tongue.code}", raw, is_automatic=True, is_bounce=False)
    more = [
        "Auto-Submitted: auto-replied\n",
        'Auto-Submitted: auto-generated; owner-email="a@b.example"\n',
        "X-Autoreply: yes\n",
        "X-Autorespond: hello\n",
        "Precedence: auto_reply\n",
        "X-Auto-Response-Suppress: All\n",
        "Return-Path: <>\n",
        "Precedence: bulk\n",
        "Precedence: junk\n",
        "X-Cron-Env: <SHELL=/bin/sh>\n",
    ]
    for number, header in enumerate(more, 1):
        raw = letter(f"h{number}", "I am away.", subject="Hello", more=header)
        yield Case(f"machine {number}", raw, is_automatic=True, is_bounce=False)
    for number, subject in enumerate(
        (
            "Out of Office: Link",
            "Out of office AutoReply: Link",
            "Re: Link (Automatic Response)",
            "Abwesenheitsnotiz: Störung",
            "Auto: Link",
            "Autoreply: Link",
        ),
        1,
    ):
        yield Case(
            f"absence by subject {number}",
            letter(f"s{number}", "…", subject=subject),
            is_automatic=True,
        )


def _other_machines() -> Iterator[Case]:
    news = "List-Unsubscribe: <https://n.example/u>\nList-Id: <news.n.example>\nPrecedence: bulk\n"
    yield Case(
        "newsletter", letter("m1", "Our offers", more=news), is_automatic=True, is_bounce=False
    )
    receipt = parts(
        "m2",
        "report; report-type=disposition-notification",
        "Content-Type: text/plain\n\nread",
        "Content-Type: message/disposition-notification\n\nDisposition: manual-action/MDN-sent-manually; displayed\n",
    )
    yield Case("read receipt", receipt, is_automatic=True, is_bounce=False)
    abuse = parts(
        "m3",
        "report; report-type=feedback-report",
        "Content-Type: text/plain\n\nabuse",
        "Content-Type: message/feedback-report\n\nFeedback-Type: abuse\n",
    )
    yield Case("abuse report", abuse, is_bounce=False)
    relayed = parts(
        "m4",
        "report; report-type=delivery-status",
        "Content-Type: text/plain\n\nok",
        f"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; {TO}\nAction: delivered\nStatus: 2.0.0\n",
    )
    yield Case("delivered", relayed, is_bounce=False)


def _people() -> Iterator[Case]:
    """None of these was written by a machine."""
    table = [
        ("Re: Automatic reply: Link down", "Thank you, I wait until you are back."),
        ("Office router out of service", "The router in our office is out of service."),
        ("Undelivered goods", "The box with the router was not delivered. Where is it?"),
        (
            "Re: Undelivered Mail Returned to Sender",
            "Our mails to you come back with 550 5.1.1 user unknown. Why?",
        ),
        (
            "Fwd: Delivery Status Notification (Failure)",
            "See below, all our mails fail.\n\n550 5.7.1 blocked",
        ),
        ("Mail problem", "We cannot send mail to bo@customer.example. It says: mailbox is full."),
        ("Bounce rate", "Our newsletter's bounce rate is high since Monday."),
        ("Auto insurance", "Not for you, sorry."),
        ("Holiday of our technician", "He is on holiday until Monday, please call me."),
        ("Delivery failed again", "The courier was here and nobody opened."),
        ("Link down", "The link is down."),
        ("Failure notice on our router", "It shows a failure notice on port 3."),
    ]
    for number, (subject, body) in enumerate(table, 1):
        raw = letter(f"p{number}", body, subject=subject)
        yield Case(f"person {number}", raw, is_bounce=False, is_automatic=False, subject=subject)
    post = "List-Post: <mailto:noc@l.example>\nList-Id: <noc.l.example>\nPrecedence: list\n"
    yield Case(
        "post to a list",
        letter("p90", "Who knows?", more=post),
        is_automatic=False,
        is_bounce=False,
    )
    yield Case(
        "answer of no machine",
        letter("p91", "Yes", more="Auto-Submitted: no\n"),
        is_automatic=False,
    )
