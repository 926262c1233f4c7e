"""Reads a PDF back."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader


def words_of(pdf: bytes) -> str:
    """The text of all pages, blanks and line ends made one."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())
