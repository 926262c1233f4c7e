"""Readable plain text of a stranger's HTML."""

import re

from qendra.intake.email.charset import clean
from qendra.intake.email.html_marks import (
    ATTRIBUTION,
    END,
    SIGNATURE,
    is_cited,
    mark_of,
    unmarked,
    without_marks,
)
from qendra.intake.email.html_tokens import Tag, tokens

INPUT_LIMIT = 1024 * 1024

_BLOCKS = frozenset(
    {"p", "div", "br", "hr", "tr", "ul", "ol", "li", "table", "blockquote", "pre", "h1", "h2"}
    | {"h3", "h4", "h5", "h6", "section", "article", "header", "footer", "dl", "dt", "dd"}
    | {"address", "center", "body"}
)
_BLANKS = re.compile(r"[ \xa0\n\r\f]+")
_EMPTY_LINES = re.compile(r"\n{3,}")
# More marks tell nothing more; a thousand nested quotes must not make every line that long.
_MARKS = 10


def text_of(html: str) -> str:
    """What a reader would see, one block a line; quoted blocks carry `> ` as in plain mails.

    A cell's tab stays: `Service ID<tab>IPT-1` is how the label in a table reads.
    """
    return without_marks(marked_text_of(html))


def marked_text_of(html: str) -> str:
    """The same with a private mark where history and signatures begin (`html_marks`)."""
    page = _Page()
    for token in tokens(html[:INPUT_LIMIT]):
        page.add(token)
    return _EMPTY_LINES.sub("\n\n", clean("\n".join(page.finished()))).strip("\n")


class _Page:
    """The lines so far, and what is open: preformatted text, quotes, a link."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._pre = 0
        self._quotes = 0
        # The element that is a signature, and how many of its kind are open in it.
        self._signature: tuple[str, int] | None = None
        self._link: tuple[str, int] | None = None

    def add(self, token: Tag | str) -> None:
        """The next tag or text of the page."""
        if isinstance(token, str):
            self._add_text(token)
        elif token.name.startswith("/"):
            self._end(token.name[1:])
        else:
            self._start(token)

    def finished(self) -> list[str]:
        """All lines, once the whole page was added."""
        self._end_line()
        return self._lines

    def _add_text(self, text: str) -> None:
        text = unmarked(text)
        if not self._pre:
            self._line.append(text.replace("\t", " "))
            return
        first, *others = text.split("\n")
        self._line.append(first)
        for line in others:
            self._end_line(keep_empty=True)
            self._line.append(line)

    def _start(self, tag: Tag) -> None:
        if tag.name in _BLOCKS:
            self._end_line()
        self._start_marked(tag)
        self._quotes += tag.name == "blockquote"
        self._pre += tag.name == "pre"
        if tag.name == "li":
            self._line.append("- ")
        elif tag.name == "hr":
            self._line.append("_" * 32)
        elif tag.name == "a":
            self._link = (tag.href, len(self._line))

    def _start_marked(self, tag: Tag) -> None:
        """Note what the markup says of the words that follow."""
        if self._signature and tag.name == self._signature[0]:
            self._signature = (tag.name, self._signature[1] + 1)
        mark = ATTRIBUTION if is_cited(tag) else mark_of(tag)
        if not mark or (mark == SIGNATURE and self._signature):
            return
        self._end_line()
        if mark == ATTRIBUTION and tag.name != "blockquote":
            self._line.append(ATTRIBUTION)
            return
        self._lines.append(mark)
        if mark == SIGNATURE:
            self._signature = (tag.name, 1)

    def _end_marked(self, name: str) -> None:
        if self._signature is None or self._signature[0] != name:
            return
        depth = self._signature[1] - 1
        self._signature = (name, depth) if depth else None
        if not depth:
            self._end_line()
            self._lines.append(END)

    def _end(self, name: str) -> None:
        if name in _BLOCKS:
            self._end_line(is_paragraph=name == "p")
        self._end_marked(name)
        if name == "blockquote":
            self._quotes = max(self._quotes - 1, 0)
        elif name == "pre":
            self._pre = max(self._pre - 1, 0)
        elif name in ("td", "th"):
            self._line.append("\t")
        elif name == "a":
            self._end_link()

    def _end_link(self) -> None:
        if self._link is None:
            return
        target, start = self._link
        shown = "".join(self._line[start:])[:1000]
        if target.startswith("http") and len(target) <= 500 and target.rstrip("/") not in shown:
            self._line.append(f" <{target}>")
        self._link = None

    def _end_line(self, *, is_paragraph: bool = False, keep_empty: bool = False) -> None:
        text = "".join(self._line)
        self._line, self._link = [], None
        if not self._pre:
            text = "\t".join(_BLANKS.sub(" ", cell).strip() for cell in text.split("\t")).rstrip()
        mark = "> " * min(self._quotes, _MARKS)
        if text or keep_empty:
            self._lines.append(mark + text)
        if is_paragraph:
            self._lines.append(mark.rstrip())
