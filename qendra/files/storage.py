"""Bytes on disk: ``files/ab/cd/<sha256>`` below the data folder.

A content is written to a temporary file of the same file system, synced, renamed into its
place, and the folders are synced: when ``write_content`` returns, a power cut keeps the file.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings


class TooLarge(Exception):
    """The content is longer than the limit given; nothing was kept."""


@dataclass(frozen=True)
class Written:
    """A content that is durable: its SHA-256 in hexadecimal and its size in bytes."""

    sha256: str
    size: int


def write_content(chunks: Iterable[bytes], *, limit: int | None = None) -> Written:
    """Make a content durable, reading it once and never holding more than a chunk.

    Writing the same content again, also at the same moment, is harmless: it replaces the file
    by an equal one, which also heals a damaged copy. Raises ``TooLarge`` beyond ``limit`` bytes.
    """
    root = _root()
    _make_folder(root / "new")
    descriptor, name = tempfile.mkstemp(dir=root / "new")
    try:
        with os.fdopen(descriptor, "wb") as file:
            written = _copy(chunks, file, limit)
            file.flush()
            os.fsync(file.fileno())
        _put_in_place(Path(name), written.sha256)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(name).unlink()
        raise
    return written


def open_file(sha256: str) -> BinaryIO:
    """The content, open for reading; FileNotFoundError when the disk has lost it."""
    return path_of(sha256).open("rb")


def remove_content(sha256: str) -> None:
    """Take the bytes off the disk; no error when they are gone already."""
    path_of(sha256).unlink(missing_ok=True)


def path_of(sha256: str) -> Path:
    """Where this content stands or would stand. ValueError for anything but a SHA-256."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError("not a SHA-256 in lower-case hexadecimal")
    return _root() / sha256[:2] / sha256[2:4] / sha256


def _copy(chunks: Iterable[bytes], file: BinaryIO, limit: int | None) -> Written:
    digest = hashlib.sha256()
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if limit is not None and size > limit:
            raise TooLarge
        digest.update(chunk)
        file.write(chunk)
    return Written(digest.hexdigest(), size)


def _put_in_place(new: Path, sha256: str) -> None:
    path = path_of(sha256)
    _make_folder(path.parent)
    new.replace(path)
    # All three levels, always: another process may have made them a moment ago and not
    # have synced them yet, while our row is about to be committed.
    for folder in path.parents[:3]:
        _sync_folder(folder)


def _make_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _root() -> Path:
    return Path(settings.DATA_DIR) / "files"
