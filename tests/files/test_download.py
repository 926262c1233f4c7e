"""A file from a stranger never runs in the reader's browser."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.http import FileResponse, Http404
from pytest_django import Settings

from qendra.files.actions import keep_file
from qendra.files.models import StoredFile
from qendra.files.responses import download
from qendra.files.storage import path_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored(settings: Settings, tmp_path: Path) -> StoredFile:
    settings.DATA_DIR = tmp_path
    return keep_file(content=b"<script>", now=datetime(2026, 3, 2, tzinfo=UTC))


def body(response: FileResponse) -> bytes:
    content = b"".join(response)
    response.close()
    return content


def test_it_is_an_attachment_that_nothing_runs(stored: StoredFile) -> None:
    response = download(stored, "page.html", "text/html; charset=utf-8")
    assert response["Content-Disposition"] == 'attachment; filename="page.html"'
    assert response["Content-Type"] == "text/html"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Length"] == "8"
    assert body(response) == b"<script>"


def test_its_name_may_be_in_any_alphabet(stored: StoredFile) -> None:
    response = download(stored, "../Αναφορά\r\n 1.pdf", "application/pdf")
    disposition = response["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''")
    assert disposition.isascii()
    assert "\r" not in disposition
    assert body(response) == b"<script>"


@pytest.mark.parametrize(
    "odd", ["", "html", "text/", "a b/c", "text/html\r\nX: y", "ü/x", "x/" + "y" * 99]
)
def test_an_odd_media_type_becomes_plain_bytes(stored: StoredFile, odd: str) -> None:
    response = download(stored, "a", odd)
    assert response["Content-Type"] == "application/octet-stream"
    response.close()


def test_a_lost_file_is_not_found(stored: StoredFile) -> None:
    path_of(stored.sha256).unlink()
    with pytest.raises(Http404):
        download(stored, "a.txt", "text/plain")
