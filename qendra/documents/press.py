"""Sets a paper as PDF: a tagged PDF/A-2a and PDF/UA-1, readable for long and for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import BoundedSemaphore
from typing import Literal

import typst

from qendra.documents.paper import Paper

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
STANDARDS = ["a-2a", "ua-1"]
# A document takes a processor for some fifty milliseconds; pages are not to wait behind them.
MOST_AT_ONCE = 2
_turn = BoundedSemaphore(MOST_AT_ONCE)


def pdf_of(paper: Paper) -> bytes:
    """The document; the same paper, the same bytes.

    What the standards refuse must not cost anybody their document: a character that no font
    has becomes a box in a plain PDF, and a picture that is none is left out.
    """
    pictures = (True, False) if paper.house.logo else (False,)
    ways = [(with_logo, standards) for with_logo in pictures for standards in (STANDARDS, [])]
    with _turn:
        for with_logo, standards in ways[:-1]:
            with suppress(typst.TypstError):
                return set_as(paper, "pdf", with_logo=with_logo, standards=standards)
        with_logo, standards = ways[-1]
        return set_as(paper, "pdf", with_logo=with_logo, standards=standards)


def set_as(
    paper: Paper, kind: Literal["pdf", "png"], *, with_logo: bool, standards: Sequence[str]
) -> bytes:
    """The paper as ``pdf``, or as ``png`` to look at (of several pages: a list)."""
    files = {
        "main.typ": (HERE / "document.typ").read_bytes(),
        "data.json": paper.as_json(with_logo=with_logo),
    }
    return typst.compile(  # type: ignore[call-overload, no-any-return]  # takes files by name, too
        files,
        format=kind,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        pdf_standards=list(standards),
    )
