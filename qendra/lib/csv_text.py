"""CSV as the world writes it: several encodings and separators in, one safe kind out. Pure.

A cell that a spreadsheet would run as a formula leaves with an apostrophe before it, and loses
it again when it is read, so that what was exported is read back to the letter.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

SEPARATORS = (",", ";", "\t")
BYTE_ORDER_MARK = "\ufeff"
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
# One cell: more is no name and no address.
MOST_IN_A_CELL = 10_000


class Trouble(StrEnum):
    """Why a file cannot be read as a table."""

    NO_TEXT = "no text"
    EMPTY = "empty"
    QUOTES = "quotes"
    TWICE = "twice"
    TOO_MANY = "too many"


class Unreadable(Exception):
    """The file is no table. ``about``: the line, or the name of a column."""

    def __init__(self, trouble: Trouble, about: str = "") -> None:
        super().__init__(trouble, about)
        self.trouble = trouble
        self.about = about


@dataclass(frozen=True, slots=True)
class Table:
    """What a file says: its first line, and all others with the number of the line.

    ``is_guessed``: the encoding was taken for want of a better one.
    """

    columns: tuple[str, ...]
    lines: tuple[tuple[int, tuple[str, ...]], ...]
    encoding: str
    separator: str
    is_guessed: bool


def read_table(content: bytes, *, most_lines: int) -> Table:
    """The table in these bytes. Raises Unreadable; empty lines are passed over."""
    text, encoding, is_guessed = _decoded(content)
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not first:
        raise Unreadable(Trouble.EMPTY)
    separator = max(SEPARATORS, key=first.count)
    lines = list(_lines(text, separator, most_lines + 1))
    columns = tuple(_column(cell) for cell in lines[0][1])
    if repeated := {name for name in columns if columns.count(name) > 1}:
        raise Unreadable(Trouble.TWICE, min(repeated))
    rest = tuple((number, tuple(unguarded(c) for c in cells)) for number, cells in lines[1:])
    return Table(columns, rest, encoding, separator, is_guessed)


def written_line(cells: Iterable[str]) -> str:
    """One line of a file that every program reads and none runs."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([guarded(cell) for cell in cells])
    return out.getvalue()


def guarded(cell: str) -> str:
    """The cell, harmless in a spreadsheet."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell as it was before it was guarded."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def tidy(cell: str) -> str:
    """A cell as we keep it: no control characters, single spaces, none around it."""
    spaced = "".join(" " if character.isspace() else character for character in cell)
    kept = (each for each in spaced if unicodedata.category(each) not in {"Cc", "Cs", "Co", "Cn"})
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


def _decoded(content: bytes) -> tuple[str, str, bool]:
    for mark, codec, name in _MARKS:
        if content.startswith(mark):
            return _by(content, codec), name, False
    if b"\0" in content[:200]:
        # UTF-16 without its mark: letters of Latin script have a zero beside them.
        codec = "utf-16-be" if content[:1] == b"\0" else "utf-16-le"
        return _by(content, codec), "UTF-16", False
    try:
        return content.decode("utf-8"), "UTF-8", False
    except UnicodeDecodeError:
        return _by(content, "cp1252"), "Windows-1252", True


def _by(content: bytes, codec: str) -> str:
    try:
        text = content.decode(codec)
    except UnicodeDecodeError as error:
        raise Unreadable(Trouble.NO_TEXT) from error
    if "\0" in text:
        raise Unreadable(Trouble.NO_TEXT)
    return text


def _lines(text: str, separator: str, most: int) -> Iterator[tuple[int, Sequence[str]]]:
    if "\0" in text:
        raise Unreadable(Trouble.NO_TEXT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    found, began = 0, 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found += 1
                if found > most:
                    raise Unreadable(Trouble.TOO_MANY)
                yield began, cells
            began = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(Trouble.QUOTES, str(began)) from error


def _column(cell: str) -> str:
    return re.sub(r"[\s\-]+", "_", tidy(cell).lower())
