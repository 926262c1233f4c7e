"""Entries on their way into the timeline, with their words, their files and the news of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qendra.files.models import StoredFile
from qendra.lib.rows import MOST_ROWS, insert_rows, insert_rows_and
from qendra.tickets.models import Attachment, Entry


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A stored file and the name and type under which it came."""

    file: StoredFile
    filename: str
    content_type: str


@dataclass(frozen=True, slots=True)
class Words:
    """What a person wrote, what was quoted below it, and the files with it."""

    text: str = ""
    history: str = ""
    files: Sequence[KeptFile] = ()


NO_WORDS = Words()
Written = tuple[Entry, Words]


def insert_entries(written: Sequence[Written]) -> None:
    """Insert new entries in this order and give each its key; what hangs on them as well."""
    for start in range(0, len(written), MOST_ROWS):
        batch = written[start : start + MOST_ROWS]
        told = [
            {"place": place, "text": words.text, "history": words.history}
            for place, (_entry, words) in enumerate(batch, start=1)
            if words.text or words.history
        ]
        insert_rows_and([entry for entry, _words in batch], _NEWS_AND_WORDS, told)
    insert_rows(
        [
            Attachment(
                entry=entry,
                file=kept.file,
                filename=kept.filename,
                content_type=kept.content_type,
            )
            for entry, words in written
            for kept in words.files
        ]
    )


# In the statement of the entries: three of them would be three ways to the database and back.
_NEWS_AND_WORDS = """
    news AS (INSERT INTO tickets_news (entry_id) SELECT key FROM fresh),
    words AS (
        INSERT INTO tickets_entrytext (entry_id, text, history)
        SELECT key, text, history FROM fresh
        JOIN json_to_recordset(%s) AS told (place int, text text, history text) USING (place)
    )
"""
