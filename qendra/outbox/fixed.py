"""The words of a mail: what a person wrote, and fixed sentences in two languages (G3).

A fixed mail is stored as its template and what the template is told, plain values that never
change. Its words are made when it leaves, or when somebody looks at it: the action that queues
it, maybe while a hundred tickets climb, does not wait for them.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.template.loader import render_to_string
from django.utils import translation

ENGLISH = "en"
RULE = "\n\n" + "-" * 64 + "\n\n"


def text_of(written: str, template: str, told: Mapping[str, object], language: str) -> str:
    """The whole text: the person's words in English, or the fixed ones, or both.

    What the law wants beneath every mail (``legal_lines``) stands there once, in no language.
    """
    if not template:
        return written
    fixed = bilingual(template, told, language)
    legal = str(told.get("legal_lines") or "")
    if legal:
        fixed = f"{fixed}\n{legal}\n"
    return f"{written}\n-- \n{fixed}" if written else fixed


def bilingual(template: str, told: Mapping[str, object], language: str) -> str:
    """Fixed sentences in the reader's language, and in English beneath."""
    text = rendered(template, told, language)
    if language.split("-", maxsplit=1)[0] == ENGLISH:
        return text
    return text + RULE + rendered(template, told, ENGLISH)


def rendered(template: str, told: Mapping[str, object], language: str) -> str:
    """The template in one language, without the blank lines that its tags leave."""
    with translation.override(language):
        lines = [line.rstrip() for line in render_to_string(template, dict(told)).splitlines()]
    return "\n".join(_without_double_blanks(lines)).strip() + "\n"


def _without_double_blanks(lines: list[str]) -> list[str]:
    pairs = zip(lines, ["", *lines], strict=False)
    return [line for line, before in pairs if line or before]
