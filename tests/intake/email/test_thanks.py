"""A reply that only says thank you; one that says anything more must not be taken for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qendra.intake.email.parse import parse_mail
from qendra.intake.email.thanks import is_thanks

MAILS = Path(__file__).parent / "mails"


@pytest.mark.parametrize(
    "text",
    [
        "Thanks!",
        "Thank you very much.",
        "thx",
        "Thanks 👍",
        (
            "Hi team,\n\nThanks a lot for the quick help, everything is working again.\n\n"
            "Best regards,\nAnn Smith"
        ),
        "Dear all,\nmany thanks for your support.\nHave a nice day!",
        "Confirmed, you can close the ticket.",
        "It's working again. Thank you!",
        "OK, understood.",
        "Vielen Dank, alles wieder in Ordnung.\nMit freundlichen Grüßen\nJens Müller",
        "Danke, funktioniert wieder!",
        "Faleminderit shumë! Tani funksionon.",
        "Merci beaucoup pour votre aide",
        "Grazie mille, tutto funziona",
        "Muchas gracias",
    ],
)
def test_it_knows_thanks(text: str) -> None:
    assert is_thanks(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hello",
        "Best regards\nAnn",
        "Thanks, but it is still down.",
        "Thanks. Link Down",
        "Not working, thanks",
        "Thanks, can you check the other one as well?",
        "Thank you. And what was the cause?",
        "Thanks in advance",
        "Please fix it now, thanks",
        "Thanks, it works now. Since an hour the second line is gone.",
        "It works again but slowly, thanks",
        "Danke, es geht immer noch nicht",
        "Danke, aber die zweite Leitung ist weg",
        "Faleminderit, por nuk punon",
        "Merci, toujours en panne",
        "Thanks\nNew Fault",
        "No thanks",
        "Thanks " * 100,
    ],
)
def test_in_doubt_it_says_no(text: str) -> None:
    assert not is_thanks(text)


@pytest.mark.parametrize("name", ["thanks", "reply_german", "reply_albanian"])
def test_it_knows_thanks_in_whole_mails(name: str) -> None:
    assert is_thanks(parse_mail((MAILS / f"{name}.eml").read_bytes()).new_text)


TROUBLE = ["down", "not working", "still broken", "problem", "nicht", "nuk", "slow", "0% works"]


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["Thanks", "it works", "great", "Ann", "regards"]), max_size=5),
    st.sampled_from(TROUBLE),
    st.integers(0, 5),
    st.sampled_from([". ", ", ", "\n", " "]),
)
def test_one_word_of_trouble_is_enough(
    words: list[str], trouble: str, at: int, between: str
) -> None:
    text = [*words[:at], trouble, *words[at:]]
    assert not is_thanks(between.join(text))
