"""CSV in every way that people save it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qendra.lib.csv_text import Trouble, Unreadable, guarded, read_table, unguarded, written_line

TEXT = "external_id;name\r\nC-1;Müller & Söhne\r\n"
cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@pytest.mark.parametrize(
    ("codec", "told", "is_guessed"),
    [
        ("utf-8", "UTF-8", False),
        ("utf-8-sig", "UTF-8", False),
        ("utf-16", "UTF-16", False),
        ("utf-16-le", "UTF-16", False),
        ("utf-16-be", "UTF-16", False),
        ("cp1252", "Windows-1252", True),
    ],
)
def test_it_reads_every_encoding_and_says_which(codec: str, told: str, is_guessed: bool) -> None:  # noqa: FBT001 (a parameter)
    table = read_table(TEXT.encode(codec), most_lines=10)
    assert table.columns == ("external_id", "name")
    assert table.lines == ((2, ("C-1", "Müller & Söhne")),)
    assert (table.encoding, table.is_guessed) == (told, is_guessed)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_it_reads_every_separator(separator: str) -> None:
    text = f'External ID{separator}name\nC-1{separator}"a{separator} b"\n\n'
    table = read_table(text.encode(), most_lines=10)
    assert table.separator == separator
    assert table.columns == ("external_id", "name")
    assert table.lines == ((2, ("C-1", f"a{separator} b")),)


def test_a_line_keeps_its_number_behind_cells_with_line_breaks() -> None:
    table = read_table(b'name\n"one\ntwo"\n\nthree\n', most_lines=10)
    assert table.lines == ((2, ("one\ntwo",)), (5, ("three",)))


@pytest.mark.parametrize(
    ("content", "trouble", "about"),
    [
        (b"", Trouble.EMPTY, ""),
        (b"\n \n", Trouble.EMPTY, ""),
        (b"PK\x03\x04\0\0\0\x81\x8d", Trouble.NO_TEXT, ""),
        (b'name\n"open\n', Trouble.QUOTES, "2"),
        (b"name,Name\n", Trouble.TWICE, "name"),
        (b"name\n" + b"x\n" * 11, Trouble.TOO_MANY, ""),
    ],
)
def test_what_is_no_table_is_named(content: bytes, trouble: Trouble, about: str) -> None:
    with pytest.raises(Unreadable) as unreadable:
        read_table(content, most_lines=10)
    assert (unreadable.value.trouble, unreadable.value.about) == (trouble, about)


@pytest.mark.parametrize("cell", ["=cmd|' /C calc'!A0", "+355 4", "-1", "@SUM(A1)", "\t=1", "'=1"])
def test_no_program_runs_a_cell_that_we_wrote(cell: str) -> None:
    assert guarded(cell)[0] == "'"
    assert unguarded(guarded(cell)) == cell


@given(st.lists(cells, min_size=2, max_size=4).filter(lambda row: any(c.strip() for c in row)))
def test_what_was_written_is_read_to_the_letter(row: list[str]) -> None:
    names = [f"c{number}" for number in range(len(row))]
    text = "\ufeff" + written_line(names) + written_line(row)
    table = read_table(text.encode(), most_lines=10)
    assert table.lines == ((2, tuple(row)),)
