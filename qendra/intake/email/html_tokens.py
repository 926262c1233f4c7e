"""A stranger's HTML as a stream of tags and texts, in linear time.

Text for a reader is all that is wanted, so no tree is built: on a megabyte of nested <div> the
sanitiser `nh3` takes minutes, and the standard library's parser is quadratic on some malformed
input. Nothing that comes out here is ever shown as HTML.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

TAG_LIMIT = 100_000
TAG_WIDTH = 2048

_NAME = re.compile(r"/?[a-zA-Z][a-zA-Z0-9:-]{0,40}")
_REST_OF_TAG = re.compile(r"(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+>")
_ATTRIBUTE = re.compile(
    r"\b(href|class|id|name|type|alt)\s{0,20}=\s{0,20}(\"[^\"]*+\"|'[^']*+'|[^\s>]++)", re.I
)
_UNSHOWN_ENDS = {
    name: re.compile(rf"</{name}\b", re.IGNORECASE)
    for name in ("script", "style", "title", "template", "svg", "math", "textarea")
}


@dataclass(frozen=True)
class Tag:
    """One tag; an end tag's name starts with a slash. Of its attributes a few are kept."""

    name: str
    href: str = ""
    classes: str = ""
    id: str = ""
    kind: str = ""
    alt: str = ""


def tokens(source: str) -> Iterator[Tag | str]:
    """Tags and unescaped texts in their order; scripts, styles and comments are left out.

    After 100,000 tags the rest is text as it stands.
    """
    position = 0
    for _ in range(TAG_LIMIT):
        opening = source.find("<", position)
        if opening < 0:
            break
        if opening > position:
            yield html.unescape(source[position:opening])
        token, position = _token(source, opening)
        if token is not None:
            yield token
    if position < len(source):
        yield html.unescape(source[position:])


def _token(source: str, at: int) -> tuple[Tag | str | None, int]:
    """What starts with the "<" at this place, and where it ends."""
    if source.startswith("<!--", at):
        return None, _after(source, "-->", at + 4)
    if source.startswith(("<!", "<?"), at):
        return None, _after(source, ">", at)
    name = _NAME.match(source, at + 1)
    if name is None:
        return "<", at + 1
    return _tag(source, name[0].lower(), name.end())


def _tag(source: str, name: str, at: int) -> tuple[Tag | None, int]:
    rest = _REST_OF_TAG.match(source, at, at + TAG_WIDTH)
    end = rest.end() if rest else _after(source, ">", at)
    if name in _UNSHOWN_ENDS:
        ending = _UNSHOWN_ENDS[name].search(source, end)
        return None, ending.start() if ending else len(source)
    found = {
        match[1].lower(): html.unescape(match[2].strip("\"'"))
        for match in _ATTRIBUTE.finditer(source, at, min(end, at + TAG_WIDTH))
    }
    tag = Tag(
        name=name,
        href=found.get("href", ""),
        classes=found.get("class", ""),
        id=found.get("id", ""),
        kind=found.get("type", found.get("name", "")),
        alt=found.get("alt", ""),
    )
    return tag, end


def _after(source: str, mark: str, at: int) -> int:
    found = source.find(mark, at)
    return len(source) if found < 0 else found + len(mark)
