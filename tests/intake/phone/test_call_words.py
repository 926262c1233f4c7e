"""How the words of a call are read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qendra.intake.phone.call import SUBJECT_LENGTH, subject_of


@pytest.mark.parametrize(
    ("description", "subject"),
    [
        ("The line is dead. Since lunch.", "The line is dead"),
        ("\n  No light on port 3\nmore", "No light on port 3"),
        ("Loss to 192.0.2.7 and 1.5 s delay", "Loss to 192.0.2.7 and 1.5 s delay"),
        ("", ""),
    ],
)
def test_the_first_sentence_is_the_subject(description: str, subject: str) -> None:
    assert subject_of(description) == subject


def test_a_long_sentence_is_cut_at_a_word() -> None:
    subject = subject_of("word " * 60)
    assert len(subject) <= SUBJECT_LENGTH + 2
    assert subject.endswith("word …")


@given(st.text())
def test_any_description_has_a_subject_of_one_line(description: str) -> None:
    subject = subject_of(description)
    assert len(subject) <= SUBJECT_LENGTH + 2
    assert len(subject.splitlines()) <= 1
