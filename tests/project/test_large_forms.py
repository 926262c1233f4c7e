"""A form above the limits says which one, and shows the words again instead of losing them."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from qendra.tickets.models import Ticket
from tests.cast import Cast

WORDS = "The line is dead since 10:15 & nobody answers."
FORM = "/services/IPT-10001/support/new/"


@pytest.fixture
def alba(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.alba)
    return client


def files(count: int) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(f"{number}.txt", b"x") for number in range(count)]


def test_too_many_files_for_the_form_bring_it_back_with_its_words(alba: Client) -> None:
    answer = alba.post(FORM, {"description": WORDS, "attachments": files(11)})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "These are 11 files. Please send at most 10 at once." in page
    assert "nobody answers." in page


def test_too_many_files_for_any_form_show_the_words_and_the_limit(alba: Client) -> None:
    form = {"csrfmiddlewaretoken": "secret", "description": WORDS, "attachments": files(101)}
    answer = alba.post(FORM, form)
    page = answer.content.decode()
    assert answer.status_code == 413
    assert "Please send at most 10 files at once." in page
    assert "The line is dead since 10:15 &amp; nobody answers." in page
    assert "secret" not in page
    assert Ticket.objects.count() == 0


def test_too_many_words_show_the_shorter_ones_and_the_limit(alba: Client) -> None:
    answer = alba.post(FORM, {"description": WORDS, "test_results": "x" * (5 * 2**20)})
    page = answer.content.decode()
    assert answer.status_code == 413
    assert "The words of a form may have up to 5 MB." in page
    assert "nobody answers." in page


def test_a_form_without_files_that_is_too_large_names_the_limit(alba: Client) -> None:
    body = b"text=" + b"x" * (5 * 2**20)
    answer = alba.post(FORM, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert "up to 5 MB" in answer.content.decode()
    assert "Go back in your browser" in answer.content.decode()


def test_too_many_fields_name_the_limit(alba: Client) -> None:
    answer = alba.post(FORM, {f"field{number}": "x" for number in range(1001)})
    assert answer.status_code == 413
    assert "at most 1000 fields" in answer.content.decode()


def test_nobody_signed_in_reads_back_what_another_site_sent(cast: Cast) -> None:
    answer = Client().post("/sign-in/", {"description": WORDS, "attachments": files(101)})
    assert answer.status_code == 413
    assert "nobody answers" not in answer.content.decode()


def test_a_form_without_the_token_is_still_refused(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.alba)
    assert client.post(FORM, {"description": WORDS}).status_code == 403


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=2 * 2**20)
def test_the_limit_that_is_named_is_the_one_that_is_set(alba: Client) -> None:
    answer = alba.post(FORM, {"description": WORDS, "test_results": "x" * (3 * 2**20)})
    assert "up to 2 MB" in answer.content.decode()
