"""Errors say what happened, what is safe, and what to do."""

from __future__ import annotations

import json
import logging

import psycopg
import pytest
from django.db import DatabaseError, OperationalError, ProgrammingError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.views.defaults import bad_request, server_error
from psycopg.errors import AdminShutdown, DiskFull

from qendra.project.away import InOneLine, is_away
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


@pytest.mark.django_db
def test_while_the_database_is_away_a_page_says_so_and_when_to_come_back() -> None:
    answer = _answer_while_every_query_fails(AdminShutdown, "/sign-in/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "kept or nothing of it" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_while_the_database_is_away_a_program_is_told_to_send_the_same_again() -> None:
    answer = _answer_while_every_query_fails(AdminShutdown, "/api/v1/tickets")
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert answer["Content-Type"] == "application/problem+json"
    assert "send the same again, with the same key" in json.loads(answer.content)["detail"]


@pytest.mark.django_db
def test_a_database_that_refuses_is_a_trouble_of_ours() -> None:
    assert _answer_while_every_query_fails(DiskFull, "/sign-in/").status_code == 500


def test_a_connection_that_breaks_within_an_answer_is_a_database_that_is_away() -> None:
    error = DatabaseError("server closed the connection unexpectedly")
    error.__cause__ = psycopg.DatabaseError()
    assert is_away(error)
    # Django's own words for rows that were not there.
    assert not is_away(DatabaseError("Save with update_fields did not affect any rows."))
    mistake = ProgrammingError("the query has 0 placeholders but 1 parameters were passed")
    mistake.__cause__ = psycopg.ProgrammingError()
    assert not is_away(mistake)


def test_only_a_database_that_is_away_is_logged_without_a_traceback() -> None:
    away, full = (
        logging.LogRecord("django.request", logging.ERROR, "", 1, "/", (), (type(each), each, None))
        for each in (_error_of(AdminShutdown), _error_of(DiskFull))
    )
    assert InOneLine().filter(away)
    assert InOneLine().filter(full)
    assert away.exc_info is None
    assert full.exc_info is not None


def _answer_while_every_query_fails(cause: type[Exception], address: str) -> HttpResponse:
    def fail(*query: object) -> None:
        raise _error_of(cause)

    browser = Client(raise_request_exception=False, headers={"Authorization": "Bearer qendra_x"})
    with connection.execute_wrapper(fail):
        answer = browser.post(address, {"username": "alba@customer.example", "password": "x"})
    assert isinstance(answer, HttpResponse)
    return answer


def _error_of(cause: type[Exception]) -> OperationalError:
    """As Django passes on an error of psycopg."""
    error = OperationalError("the reason")
    error.__cause__ = cause("the reason")
    return error
