"""Readable plain text of a stranger's HTML, in bounded time.

`nh3` goes first: it drops scripts, styles and comments and returns well-formed HTML, on which the
standard library's parser takes linear time (on malformed input it may take quadratic time).
"""

import re
from html.parser import HTMLParser

import nh3

from qendra.intake.email.charset import clean

INPUT_LIMIT = 1024 * 1024

_BLOCKS = frozenset(
    [
        "p",
        "div",
        "br",
        "hr",
        "tr",
        "ul",
        "ol",
        "li",
        "table",
        "blockquote",
        "pre",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "article",
        "header",
        "footer",
        "dl",
        "dt",
        "dd",
        "address",
        "center",
    ]
)
_CELLS = frozenset({"td", "th"})
_KEPT = set(_BLOCKS | _CELLS | {"a", "span", "b", "i", "strong", "em", "tbody", "thead"})
_BLANKS = re.compile(r"[ \t\xa0]{1,5000}")
_EMPTY_LINES = re.compile(r"\n{3,5000}")
_QUOTE_CLASSES = ("gmail_quote", "yahoo_quoted", "moz-cite", "protonmail_quote")


def text_of(html: str) -> str:
    """What a reader would see, one block a line; quoted blocks carry `> ` as in plain mails."""
    safe = nh3.clean(
        html[:INPUT_LIMIT],
        tags=_KEPT,
        clean_content_tags={"script", "style", "title"},
        attributes={"a": {"href"}, "div": {"class"}, "blockquote": {"class"}},
        link_rel=None,
    )
    reader = _Reader()
    reader.feed(safe)
    reader.close()
    return _EMPTY_LINES.sub("\n\n", clean("\n".join(reader.finished()))).strip("\n")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quotes: list[str] = []
        self._depth_of_pre = 0
        self._link: tuple[str, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag in _BLOCKS:
            self._end_line()
        if tag in ("blockquote", "div") and len(self._quotes) < 1000:
            self._quotes.append(tag if _is_quote(tag, found.get("class") or "") else "")
        self._depth_of_pre += tag == "pre"
        if tag == "li":
            self._line.append("- ")
        elif tag == "hr":
            self._line.append("_" * 32)
        elif tag == "a":
            self._link = (found.get("href") or "", len(self._line))

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._end_line(is_paragraph=tag == "p")
        if tag in ("blockquote", "div") and self._quotes:
            self._quotes.pop()
        self._depth_of_pre -= tag == "pre"
        if tag in _CELLS:
            self._line.append("\t")
        elif tag == "a":
            self._end_link()

    def handle_data(self, data: str) -> None:
        if not self._depth_of_pre:
            self._line.append(data.replace("\n", " "))
            return
        first, *others = data.split("\n")
        self._line.append(first)
        for line in others:
            self._end_line(keep_empty=True)
            self._line.append(line)

    def finished(self) -> list[str]:
        """All lines, once the whole input was fed."""
        self._end_line()
        return self._lines

    def _end_link(self) -> None:
        if self._link is None:
            return
        target, start = self._link
        shown = "".join(self._line[start:]).strip()
        if target.startswith("http") and len(target) <= 500 and target.rstrip("/") not in shown:
            self._line.append(f" <{target}>")
        self._link = None

    def _end_line(self, *, is_paragraph: bool = False, keep_empty: bool = False) -> None:
        text = "".join(self._line)
        self._line = []
        if not self._depth_of_pre:
            # A cell's tab stays: `Service ID<tab>IPT-1` is how a table's label reads.
            text = "\t".join(_BLANKS.sub(" ", cell).strip() for cell in text.split("\t")).rstrip()
        # Ten marks tell enough; a thousand nested quotes must not make every line a thousand long.
        mark = "> " * min(sum(map(bool, self._quotes)), 10) if self._quotes else ""
        if text or keep_empty or mark:
            self._lines.append(mark + text)
        if is_paragraph:
            self._lines.append(mark.rstrip())


def _is_quote(tag: str, classes: str) -> bool:
    return tag == "blockquote" or any(name in classes for name in _QUOTE_CLASSES)
