"""Mails as customers write them: every fact that stands in them, and none that does not (S6)."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from qendra.intake.email.facts import facts_of
from qendra.intake.email.parse import parse_mail
from qendra.intake.email.reading.passed_on import letters_of
from tests.intake.email.customer_mails import ALL, Sample

RECEIVED = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
TIRANA = ZoneInfo("Europe/Tirane")


def is_nobody(head: str) -> bool:
    """No mail of the table passes on one of ours."""
    return False


@pytest.mark.parametrize("sample", ALL, ids=[f"{subject}: {text}"[:70] for subject, text, _ in ALL])
def test_a_mail_gives_the_facts_that_stand_in_it_and_no_other(sample: Sample) -> None:
    subject, text, expected = sample
    head = f"From: ann@example.org\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n"
    mail = parse_mail(f"{head}{text}".encode())
    facts = facts_of(letters_of(mail, RECEIVED, TIRANA, is_nobody))
    found = {fact.name: fact.value for fact in facts}
    assert len(found) == len(facts)
    assert found == expected


def test_the_table_is_large_and_asks_for_both_answers() -> None:
    assert len(ALL) >= 80
    assert sum(not facts for _, _, facts in ALL) >= 30
    assert sum(bool(facts) for _, _, facts in ALL) >= 30
