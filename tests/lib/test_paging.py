"""Pages of lists that are not counted to their end."""

from __future__ import annotations

import pytest

from qendra.lib.paging import page_of

LIST = list(range(1, 8))


@pytest.mark.parametrize(
    ("asked", "rows", "has_next"),
    [(None, [1, 2, 3], True), ("2", [4, 5, 6], True), ("3", [7], False)],
)
def test_a_page_holds_its_rows_and_knows_whether_more_follow(
    asked: str | None, rows: list[int], has_next: object
) -> None:
    page = page_of(LIST, asked, 3, lambda: 7)
    assert list(page) == rows
    assert page.has_next is has_next
    assert (page.first, page.last, page.total) == (rows[0], rows[-1], 7)
    assert not page.is_all


@pytest.mark.parametrize("asked", ["0", "-1", "4", "²", "x", "", "9" * 30, "1.5"])
def test_what_is_no_page_is_the_first(asked: str) -> None:
    assert list(page_of(LIST, asked, 3, lambda: 7)) == [1, 2, 3]


def test_a_list_of_one_page_is_not_counted() -> None:
    def never() -> int:
        raise AssertionError("counted")

    page = page_of(LIST, None, 7, never)
    assert (page.is_all, page.total) == (True, 7)
    assert page_of([], "2", 7, never).total == 0
