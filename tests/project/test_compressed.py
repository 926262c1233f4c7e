"""Pages travel compressed, files as they are."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest
from django.test import Client

from tests.cast import Cast
from tests.scenarios.scene import make_scene

ASKED = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.mark.django_db
def test_a_page_is_compressed_for_a_browser_that_asks(cast: Cast, client: Client) -> None:
    answer = client.get("/sign-in/", headers=ASKED)
    assert answer["Content-Encoding"] == "gzip"
    assert b"</html>" in gzip.decompress(answer.content)
    assert len(answer.content) < len(client.get("/sign-in/").content) / 2
    assert "Accept-Encoding" in answer["Vary"]


@pytest.mark.django_db
def test_nobody_who_does_not_ask_is_given_it(cast: Cast, client: Client) -> None:
    assert "Content-Encoding" not in client.get("/sign-in/").headers


@pytest.mark.django_db
def test_the_same_page_never_has_the_same_size_twice_for_long(cast: Cast, client: Client) -> None:
    sizes = {len(client.get("/sign-in/", headers=ASKED).content) for _ in range(40)}
    assert len(sizes) > 5


def test_a_file_keeps_its_size(cast: Cast, client: Client) -> None:
    scene = make_scene(cast, datetime.now(UTC))
    client.force_login(cast.alba)
    answer = client.get(f"/files/{scene.shown_file.id}/", headers=ASKED)
    assert "Content-Encoding" not in answer.headers
    assert answer["Content-Length"] == str(scene.shown_file.file.size)
    answer.getvalue()
