"""A mail that is passed on is the report, read at the time when it was written; ours never is."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from qendra.intake.email.facts import facts_of
from qendra.intake.email.parse import parse_mail
from qendra.intake.email.reading.ours import is_from_us
from qendra.intake.email.reading.passed_on import is_handing, letters_of

# A Monday, noon in Tirana; the mail beneath is of the Sunday before, two minutes past four.
RECEIVED = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
SUNDAY_1540 = "2026-11-22T14:40:00+00:00"
OUTLOOK = (
    "From: NOC <noc@example.org>\nSent: Sunday, 22 November 2026 16:02\nTo: Ann\nSubject: alarm\n\n"
)
GERMAN = (
    "Von: NOC <noc@example.org>\nGesendet: Sonntag, 22. November 2026 16:02\nAn: Ann\n"
    "Betreff: Alarm\n\n"
)
FRENCH = (
    "De : NOC <noc@example.org>\nEnvoyé : dimanche 22 novembre 2026 16:02\nÀ : Ann\n"
    "Objet : alarme\n\n"
)
ITALIAN = (
    "Da: NOC <noc@example.org>\nInviato: domenica 22 novembre 2026 16:02\nA: Ann\n"
    "Oggetto: allarme\n\n"
)
ALBANIAN = (
    "Nga: NOC <noc@example.org>\nDërguar: e diel, 22 nëntor 2026 16:02\nPër: Ann\n"
    "Subjekti: alarm\n\n"
)
WROTE = "On Sun, Nov 22, 2026 at 4:02 PM NOC <noc@example.org> wrote:\n"
GMAIL = (
    "---------- Forwarded message ---------\nFrom: NOC <noc@example.org>\n"
    "Date: Sun, 22 Nov 2026 at 16:02\nSubject: alarm\nTo: Ann <ann@example.org>\n\n"
)

APPLE = (
    "Begin forwarded message:\n\n> From: NOC <noc@example.org>\n> Subject: alarm\n"
    "> Date: 22 November 2026 at 16:02:11 CET\n> To: Ann <ann@example.org>\n> \n> "
)


def is_ours(head: str) -> bool:
    return is_from_us(head, address="support@interspace.example", name="Interspace", prefix="IS")


def facts_in(text: str, subject: str = "alarm") -> dict[str, str]:
    raw = f"Subject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n{text}"
    letters = letters_of(parse_mail(raw.encode()), RECEIVED, ZoneInfo("Europe/Tirane"), is_ours)
    return {fact.name: fact.value for fact in facts_of(letters)}


@pytest.mark.parametrize(
    "text",
    [
        f"-----Original Message-----\n{OUTLOOK}Link down since 15:40",
        f"see below\n\n-----Original Message-----\n{OUTLOOK}Link down since 15:40",
        f"Please handle.\n\nThanks\nAnn\n\n{OUTLOOK}Link down since 15:40",
        f"\n________________________________\n{OUTLOOK}Link down since 15:40",
        f"Hi team, fyi\n\n{GERMAN}Leitung komplett ausgefallen seit 15:40 Uhr",
        f"siehe unten\n\n-----Ursprüngliche Nachricht-----\n{GERMAN}Totalausfall seit 15:40",
        f"Voir ci-dessous\n\n-----Message d'origine-----\n{FRENCH}Panne totale depuis 15h40",
        f"Vedi sotto, grazie\n\n-----Messaggio originale-----\n{ITALIAN}guasto totale dalle 15:40",
        f"Shih më poshtë\n\n-----Mesazhi origjinal-----\n{ALBANIAN}interneti ka rënë nga ora 15:40",
        f"see below\n\n{WROTE}> link down since 15:40",
        f"see below\n\n{OUTLOOK}fyi\n\n{OUTLOOK}link down since 15:40",
        f"we passed this on already\n\n{GMAIL}link down since 15:40",
    ],
)
def test_what_stands_beneath_a_line_that_only_hands_it_on_is_the_report(text: str) -> None:
    assert facts_in(text) == {"started_at": SUNDAY_1540, "impact": "service_affecting"}


@pytest.mark.parametrize(
    ("head", "at"),
    [
        (GMAIL, SUNDAY_1540),
        (OUTLOOK, SUNDAY_1540),
        (APPLE, SUNDAY_1540),
        ("---------- Forwarded message ---------\nFrom: a@example.org\nSubject: x\n\n", None),
        ("", None),
    ],
)  # fmt: skip
def test_the_times_of_a_forwarded_mail_are_read_on_its_own_day(head: str, at: str | None) -> None:
    assert facts_in(f"{head}link down since 15:40", "Fwd: alarm").get("started_at") == at
    whole = f"{head}link down since 22.11.2026 15:40"
    assert facts_in(whole, "Fwd: alarm")["started_at"] == SUNDAY_1540


def test_a_forwarded_mail_is_not_read_by_a_date_after_its_arrival() -> None:
    later = GMAIL.replace("22 Nov", "25 Nov")
    assert facts_in(f"{later}link down since 15:40", "Fwd: alarm") == {
        "impact": "service_affecting"
    }


def test_the_subject_is_as_old_as_the_words_that_it_heads() -> None:
    assert facts_in("see below", "down since 09:00")["started_at"] == "2026-11-23T08:00:00+00:00"
    assert "started_at" not in facts_in("any news?", "Re: link down since 09:00")
    passed_on = facts_in(f"fyi\n\n{GMAIL}please check", "Fwd: link down since 15:40")
    assert passed_on["started_at"] == SUNDAY_1540


def test_new_words_are_the_report_and_the_mail_beneath_is_not() -> None:
    text = f"Our router was replaced, please look at the port.\n\n{OUTLOOK}Link down since 15:40"
    assert facts_in(text) == {}


def test_signatures_in_a_forwarded_mail_give_no_facts() -> None:
    signed = "\n-- \nAnn\nOpen since 09:00\n203.0.113.200\n\n"
    found = facts_in(f"fyi\n{signed}{GMAIL}link down since 15:40\n{signed}", "Fwd: alarm")
    assert found == {"started_at": SUNDAY_1540, "impact": "service_affecting"}


def test_who_forwards_a_fault_that_is_over_reports_none() -> None:
    text = f"It works again, we only want to know why.\n\n{GMAIL}link is down"
    assert facts_in(text, "Fwd: link down") == {}


@pytest.mark.parametrize(
    "head",
    [
        OUTLOOK.replace("NOC <noc@example.org>", "Interspace <support@interspace.example>"),
        OUTLOOK.replace("noc@example.org", "support+1.2.x@interspace.example"),
        OUTLOOK.replace("NOC <noc@example.org>", "Interspace"),
        OUTLOOK.replace("alarm", "[IS-1234-5678-2] Link down"),
        "On 22 Nov 2026 at 16:02, Interspace <support@interspace.example> wrote:\n",
        "Am 22.11.2026 um 16:02 schrieb support@interspace.example:\n",
    ],
)
@pytest.mark.parametrize("subject", ["Re: alarm", "Fwd: alarm"])
def test_our_own_mail_beneath_is_never_a_fact_of_the_customer(head: str, subject: str) -> None:
    text = f"see below\n\n{head}Service ID: IPT-20417\nImpact: service affecting"
    assert facts_in(text, subject) == {}


def test_a_mail_that_was_once_sent_to_us_is_the_report_of_its_author() -> None:
    head = OUTLOOK.replace("To: Ann", "To: support@interspace.example")
    assert facts_in(f"see below\n\n{head}link down") == {"impact": "service_affecting"}


@pytest.mark.parametrize(
    "text",
    ["", "see below", "FYI", "Hi team,\nplease handle.\n\nThanks\nAnn", "Can you check this?",
     "Pls check below asap", "bitte bearbeiten", "ju lutem", "@support please look into this"],
)  # fmt: skip
def test_some_words_only_hand_on(text: str) -> None:
    assert is_handing(text)


@pytest.mark.parametrize("text", ["Down", "It still does not work", "We replaced the router."])
def test_others_say_something_themselves(text: str) -> None:
    assert not is_handing(text)


def test_many_mails_in_one_are_read_to_a_bound() -> None:
    chain = "".join(f"fyi\n\n{OUTLOOK}" for _ in range(200)) + "link down since 15:40"
    assert facts_in(chain) == {}
