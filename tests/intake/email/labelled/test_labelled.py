"""The reader held against our labelled mails: at least what the order asks of others' mails."""

from __future__ import annotations

from tests.intake.email.labelled.score import WANTED, all_cases, scores


def test_the_reader_is_at_least_as_good_as_was_asked_for() -> None:
    found, wrong = scores()
    assert set(found) == set(WANTED)
    assert {name: found[name] for name, least in WANTED.items() if found[name] < least} == {}, wrong


def test_what_is_read_wrong_is_known() -> None:
    _found, wrong = scores()
    assert wrong == []


def test_there_are_more_than_three_hundred_of_them_each_with_a_name_of_its_own() -> None:
    names = [case.name for case in all_cases()]
    assert len(set(names)) == len(names) >= 300
