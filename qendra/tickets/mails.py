"""Composing a fixed mail: the reader's language first, the English beneath (G3)."""

from __future__ import annotations

from collections.abc import Mapping

from django.template.loader import render_to_string
from django.utils import translation

ENGLISH = "en"
RULE = "\n\n" + "-" * 64 + "\n\n"


def bilingual(template: str, context: Mapping[str, object], language: str) -> str:
    """The text of a mail of fixed sentences, in the reader's language and in English."""
    text = rendered(template, context, language)
    if language.split("-", maxsplit=1)[0] == ENGLISH:
        return text
    return text + RULE + rendered(template, context, ENGLISH)


def rendered(template: str, context: Mapping[str, object], language: str) -> str:
    """The template in one language, without the blank lines that its tags leave."""
    with translation.override(language):
        lines = [line.rstrip() for line in render_to_string(template, dict(context)).splitlines()]
    return "\n".join(_without_double_blanks(lines)).strip() + "\n"


def _without_double_blanks(lines: list[str]) -> list[str]:
    pairs = zip(lines, ["", *lines], strict=False)
    return [line for line, before in pairs if line or before]
