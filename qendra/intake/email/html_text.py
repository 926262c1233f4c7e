"""Readable plain text of a stranger's HTML."""

import re

from qendra.intake.email.charset import clean
from qendra.intake.email.html_tokens import Tag, tokens

INPUT_LIMIT = 1024 * 1024

_BLOCKS = frozenset(
    {"p", "div", "br", "hr", "tr", "ul", "ol", "li", "table", "blockquote", "pre", "h1", "h2"}
    | {"h3", "h4", "h5", "h6", "section", "article", "header", "footer", "dl", "dt", "dd"}
    | {"address", "center", "body"}
)
_BLANKS = re.compile(r"[ \xa0\n\r\f]+")
_EMPTY_LINES = re.compile(r"\n{3,}")
_QUOTE_CLASSES = ("gmail_quote", "yahoo_quoted", "moz-cite", "protonmail_quote")
# More marks tell nothing more; a thousand nested quotes must not make every line that long.
_MARKS = 10


def text_of(html: str) -> str:
    """What a reader would see, one block a line; quoted blocks carry `> ` as in plain mails.

    A cell's tab stays: `Service ID<tab>IPT-1` is how the label in a table reads.
    """
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
        self._divs: list[bool] = []
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
        if tag.name == "div":
            self._divs.append(any(name in tag.classes for name in _QUOTE_CLASSES))
            self._quotes += self._divs[-1]
        self._quotes += tag.name == "blockquote"
        self._pre += tag.name == "pre"
        if tag.name == "li":
            self._line.append("- ")
        elif tag.name == "hr":
            self._line.append("_" * 32)
        elif tag.name == "a":
            self._link = (tag.href, len(self._line))

    def _end(self, name: str) -> None:
        if name in _BLOCKS:
            self._end_line(is_paragraph=name == "p")
        if name == "div" and self._divs:
            self._quotes -= self._divs.pop()
        elif name == "blockquote":
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
