"""Words in the first line of a mail that ask for something; only plain ones do."""

from __future__ import annotations

import pytest

from qendra.escalation.answers import Word
from qendra.intake.email.commands import Command, asks_to_escalate, command_in


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("ACK", Command(Word.ACKNOWLEDGE)),
        ("ack.\n\nHana", Command(Word.ACKNOWLEDGE)),
        ("\n  Take!\n", Command(Word.TAKE)),
        ("ESCALATE: two sites", Command(Word.ESCALATE, "two sites")),
        ("escalate\nIt takes too long.", Command(Word.ESCALATE, "It takes too long.")),
        ("Escalate", Command(Word.ESCALATE, "")),
        ("ack, but who has the spare part?", None),
        ("I cannot take it", None),
        ("Thanks, ACK", None),
        ("escalated already", None),
        ("", None),
    ],
)
def test_a_command_is_the_whole_first_line(text: str, command: Command | None) -> None:
    assert command_in(text) == command


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Re: [IS-1234-5678-9] Link down", "Please escalate.\n\nNobody calls."),
        ("Re: Link down", "Escalate this ticket please"),
        ("Re: [IS-1234-5678-9] Please escalate", "Nobody calls."),
        ("Link", "I want to escalate this."),
        ("Link", "Bitte eskalieren Sie das!"),
        ("Link", "Veuillez escalader ce ticket."),
        ("Link", "Ju lutemi eskaloni"),
        ("Link", "يرجى التصعيد"),
    ],
)
def test_plain_words_ask_for_the_next_level(subject: str, text: str) -> None:
    assert asks_to_escalate(subject, text)


@pytest.mark.parametrize(
    "text",
    [
        "Please do not escalate this.",
        "Will this escalate?",
        "Should I escalate?",
        "We saw the escalation matrix, thank you.",
        "Our boss asked whether to escalate it. Not yet.",
        "The link is down again.\nPlease escalate",
        "",
    ],
)
def test_anything_less_plain_asks_for_nothing(text: str) -> None:
    assert not asks_to_escalate("Re: [IS-1234-5678-9] Link down", text)
