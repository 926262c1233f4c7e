"""Our own rules on templates and style sheets. Each takes a text and answers with words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from django.template.base import Lexer, TokenType

# Names that no language translates.
NAMES = {"Qendra"}
SPOKEN_ATTRIBUTES = {"title", "placeholder", "alt", "aria-label", "aria-description", "label"}
# What is in <kbd> stands on the keyboard, in every language.
UNSEEN_ELEMENTS = {"script", "style", "kbd"}

_LETTER = re.compile(r"[^\W\d_]")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SIDE = r"(?:left|right)"
_PHYSICAL = re.compile(
    rf"""(?<![\w-])(?:
        (?:margin|padding|border|scroll-margin|scroll-padding|inset)-{_SIDE}(?:-\w+)?
        | border-(?:top|bottom)-{_SIDE}-radius
        | {_SIDE}
    )\s*:
    | (?<![\w-])(?:text-align|float|clear|caption-side)\s*:\s*{_SIDE}\b
    """,
    re.VERBOSE,
)
_COLOUR = re.compile(
    r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\(|"
    r":[^;{]*\b(?:white|black|red|green|blue|gr[ae]y|yellow|orange|purple)\b"
)
# Blocks that fill an attribute of the page and are never read by people.
_MARKUP_BLOCKS = ("class", " face")
_VARIABLE = "\0"
_CLASSES = re.compile(r'\bclass="([^"]*)"')
_SELECTED = re.compile(r"\.([a-zA-Z][\w-]*)")
_RULE = re.compile(r"([^{}]+)\{")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_ALONE = re.compile(r"(?:^|,)\s*\.([a-zA-Z][\w-]*)\s*(?=,|$)")
_SKIPPED = {"comment": "endcomment", "blocktranslate": "endblocktranslate"}


def bare_text(template: str, *, is_html: bool = True) -> list[str]:
    """Words that no translator will ever see: outside {% translate %} and {% blocktranslate %}."""
    text = _without_tags(template)
    if not is_html:
        return [line.strip() for line in text.splitlines() if _has_words(line)]
    reader = _BareText()
    reader.feed(text)
    reader.close()
    return reader.found


def unsafe_markup(template: str) -> list[str]:
    """What the content security policy would stop: inline styles, scripts and handlers."""
    reader = _UnsafeMarkup()
    reader.feed(_without_tags(template))
    reader.close()
    return reader.found


def physical_directions(style_sheet: str) -> list[str]:
    """Left and right; right-to-left pages need start and end."""
    return [found[0] for found in _PHYSICAL.finditer(_COMMENT.sub("", style_sheet))]


def colours(style_sheet: str) -> list[str]:
    """Colours that do not come from the tokens, and so know nothing of light and dark."""
    text = re.sub(r"url\([^)]*\)", "", _COMMENT.sub("", style_sheet))
    return [found[0] for found in _COLOUR.finditer(re.sub(r"--[\w-]+(?=\s*[,)])", "", text))]


def parts_drawn(style_sheet: str) -> set[str]:
    """The classes that have a rule of their own, whatever stands around them."""
    text = _COMMENT.sub("", style_sheet)
    while (plain := _IN_BRACKETS.sub("", text)) != text:
        text = plain
    return {name for rule in _RULE.findall(text) for name in _ALONE.findall(rule)}


def _without_tags(template: str) -> str:
    """The template's own text: no tags, variables, comments, translated blocks, class names."""
    return "".join(_own_text(template))


def _own_text(template: str) -> Iterator[str]:
    until = ""
    for token in Lexer(template).tokenize():
        word = token.contents.strip().partition(" ")[0]
        if until:
            until = "" if token.token_type == TokenType.BLOCK and word == until else until
        elif token.token_type == TokenType.BLOCK:
            is_markup = word == "block" and token.contents.endswith(_MARKUP_BLOCKS)
            until = "endblock" if is_markup else _SKIPPED.get(word, "")
        elif token.token_type == TokenType.TEXT:
            yield token.contents


def _has_words(text: str) -> bool:
    for name in NAMES:
        text = text.replace(name, "")
    return bool(_LETTER.search(text))


class _BareText(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in UNSEEN_ELEMENTS
        spoken = dict(attrs)
        if tag == "input" and spoken.get("type") in {"submit", "button", "reset"}:
            attrs = [*attrs, ("label", spoken.get("value"))]
        for name, value in attrs:
            if name in SPOKEN_ATTRIBUTES and value and _has_words(value):
                self.found.append(f'{name}="{value}"')

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in UNSEEN_ELEMENTS

    def handle_data(self, data: str) -> None:
        if not self._unseen and _has_words(data):
            self.found.append(" ".join(data.split()))


class _UnsafeMarkup(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        if tag == "style" or (tag == "script" and not names & {"src"}):
            self.found.append(f"<{tag}>")
        self.found += [f"{name}= on <{tag}>" for name in names if name == "style"]
        self.found += [f"{name}= on <{tag}>" for name in names if name.startswith("on")]


def classes_used(template: str) -> set[str]:
    """The classes that a template names; those put together from a variable are left out."""
    marked = re.sub(r"{%.*?%}|{{.*?}}", _VARIABLE, template, flags=re.DOTALL)
    named = {name for value in _CLASSES.findall(marked) for name in value.split()}
    return {name for name in named if _VARIABLE not in name}


def classes_defined(style_sheet: str) -> set[str]:
    """The classes that a style sheet knows."""
    return set(_SELECTED.findall(_COMMENT.sub("", style_sheet)))
