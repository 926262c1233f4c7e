"""Errors say what happened, what is safe, and what to do."""

from __future__ import annotations

from django.test import Client, RequestFactory
from django.views.defaults import bad_request, server_error

from tests.cast import Cast


def test_an_unknown_address_says_so_and_leads_on(cast: Cast) -> None:
    answer = Client().get("/nothing/here/")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "There is nothing at this address" in page
    assert 'href="/"' in page


def test_the_worst_page_needs_neither_database_nor_session() -> None:
    answer = server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.content.decode()


def test_what_cannot_be_read_is_said_so(cast: Cast) -> None:
    answer = bad_request(RequestFactory().get("/"), ValueError())
    assert answer.status_code == 400
    assert "We could not read what arrived" in answer.content.decode()


def test_every_page_names_language_and_direction(cast: Cast) -> None:
    arabic = Client().get("/sign-in/", headers={"accept-language": "ar"}).content.decode()
    assert '<html lang="ar" dir="rtl" data-face="panel">' in arabic
    english = Client().get("/sign-in/").content.decode()
    assert '<html lang="en" dir="ltr" data-face="panel">' in english


def test_every_page_has_a_way_past_the_header(cast: Cast) -> None:
    page = Client().get("/sign-in/").content.decode()
    assert 'href="#content"' in page
    assert 'id="content"' in page
