"""Every fixed sentence is there in every language whose catalogue is meant to be complete."""

from __future__ import annotations

import re
from functools import cache

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from qendra.project import translations
from tests.architecture import source

COMPLETE = ("ar", "de", "fr", "it", "sq")
BEGUN = tuple(sorted(each.name for each in translations.LOCALE.iterdir() if each.is_dir()))
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}|</?[a-z][^>]*>")


@pytest.mark.parametrize("language", COMPLETE)
def test_no_sentence_is_untranslated_or_a_guess(language: str) -> None:
    found = [
        message.id
        for message in _messages(_catalogue(language))
        if message.fuzzy or not all(_wordings(message))
    ]
    assert found == []


@pytest.mark.parametrize("language", COMPLETE)
def test_a_catalogue_knows_the_sentences_of_the_code_and_no_others(language: str) -> None:
    spoken = {_key(message) for message in _messages(_sentences())}
    known = {_key(message) for message in _messages(_catalogue(language))}
    assert (sorted(map(str, spoken - known)), sorted(map(str, known - spoken))) == ([], [])


@pytest.mark.parametrize("language", BEGUN)
def test_a_translation_fills_in_what_its_sentence_fills_in(language: str) -> None:
    found = [
        wording
        for message in _messages(_catalogue(language))
        for wording in filter(None, _wordings(message))
        if not _fills_in_the_same(message, wording)
    ]
    assert found == []


@pytest.mark.parametrize("language", BEGUN)
def test_a_translation_keeps_the_blanks_around_its_sentence(language: str) -> None:
    found = [
        wording
        for message in _messages(_catalogue(language))
        for wording in filter(None, _wordings(message))
        if _blanks(wording) != _blanks(_originals(message)[0])
    ]
    assert found == []


@pytest.mark.parametrize("language", COMPLETE)
def test_a_counted_sentence_has_every_form_of_the_language(language: str) -> None:
    catalogue = _catalogue(language)
    found = [
        message.id
        for message in _messages(catalogue)
        if message.pluralizable and len(_wordings(message)) != catalogue.num_plurals
    ]
    assert found == []


def test_there_are_sentences_to_look_at() -> None:
    assert len(_messages(_sentences())) > 300
    assert set(COMPLETE) <= set(BEGUN)


def test_it_sees_a_lost_placeholder() -> None:
    lost = Message("Dear %(name)s,", "Guten Tag,")
    assert not _fills_in_the_same(lost, "Guten Tag,")
    assert _fills_in_the_same(lost, "Guten Tag %(name)s,")


@cache
def _catalogue(language: str) -> Catalog:
    po = translations.LOCALE / language / "LC_MESSAGES" / "django.po"
    assert po.exists(), source.name_of(po)
    with po.open("rb") as file:
        return read_po(file, locale=language)


@cache
def _sentences() -> Catalog:
    return translations.sentences()


def _messages(catalogue: Catalog) -> list[Message]:
    """All but the head of the catalogue, whose id is empty."""
    return [message for message in catalogue if message.id]


def _key(message: Message) -> tuple[str | None, tuple[str, ...]]:
    return message.context, _originals(message)


def _originals(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _wordings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def _fills_in_the_same(message: Message, wording: str) -> bool:
    """As one of the originals: a language may count with a number where English says "one"."""
    return any(_placeholders(wording) == _placeholders(each) for each in _originals(message))


def _placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def _blanks(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
