"""A content is kept once, durably, under its hash."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from qendra.files.actions import keep_file
from qendra.files.models import StoredFile
from qendra.files.storage import open_file, path_of
from qendra.lib.errors import Refused

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def data_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_it_keeps_the_bytes_under_their_hash(data_folder: Path) -> None:
    stored = keep_file(content=b"traceroute", now=NOW)
    sha256 = hashlib.sha256(b"traceroute").hexdigest()
    assert (stored.sha256, stored.size, stored.created_at) == (sha256, 10, NOW)
    path = data_folder / "files" / sha256[:2] / sha256[2:4] / sha256
    assert files_in(data_folder) == [path]
    assert path.stat().st_mode & 0o077 == 0
    with open_file(sha256) as file:
        assert file.read() == b"traceroute"


def test_it_keeps_a_stream_without_joining_it() -> None:
    stored = keep_file(content=(b"x" * 1000 for _ in range(50)), now=NOW)
    assert stored.size == 50_000


def test_the_same_content_is_one_row_and_one_file(data_folder: Path) -> None:
    first = keep_file(content=b"same", now=NOW)
    again = keep_file(content=[b"sa", b"me"], now=NOW.replace(year=2027))
    assert again == first
    assert again.created_at == NOW
    assert StoredFile.objects.count() == len(files_in(data_folder)) == 1


def test_keeping_it_again_heals_a_damaged_copy() -> None:
    stored = keep_file(content=b"whole", now=NOW)
    path_of(stored.sha256).write_bytes(b"who")
    keep_file(content=b"whole", now=NOW)
    assert path_of(stored.sha256).read_bytes() == b"whole"


def test_an_empty_content_is_a_content() -> None:
    assert keep_file(content=b"", now=NOW).size == 0


def test_a_content_of_exactly_the_limit_is_kept() -> None:
    assert keep_file(content=b"12345", now=NOW, limit=5).size == 5


def test_a_longer_one_is_refused_with_a_sentence_and_leaves_nothing(data_folder: Path) -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield b"x" * 1024

    with pytest.raises(Refused, match=r"too large\. Files may have up to 2\.0\sKB"):
        keep_file(content=endless(), now=NOW, limit=2048)
    assert files_in(data_folder) == []
    assert not StoredFile.objects.exists()


def test_a_sender_who_breaks_off_leaves_nothing(data_folder: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        keep_file(content=broken(), now=NOW)
    assert files_in(data_folder) == []


@pytest.mark.parametrize("name", ["", "../" * 20 + "passwd", "A" * 64, "g" * 64])
def test_nothing_but_a_hash_is_a_place(name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        open_file(name)


@pytest.mark.parametrize(("sha256", "size"), [("x" * 64, 1), ("a" * 63, 1), ("a" * 64, -1)])
def test_the_database_refuses_what_is_no_file(sha256: str, size: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        StoredFile.objects.create(sha256=sha256, size=size, created_at=NOW)
