"""The Documents tab: what it lists, what one downloads, and whose it is."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qendra.documents.models import Copy, Issue, Receipt
from qendra.escalation.actions.defaults import install_default_matrix
from qendra.lib import remembering
from tests.browsers import Browser
from tests.cast import NOW, Cast
from tests.documents.issuing import issued
from tests.documents.reading import words_of

TAB = "/services/IPT-10001/documents/"
DOCUMENTS = (f"{TAB}welcome-message/", f"{TAB}escalation-matrix/")

# Among them: the versions of what is settled.
QUERIES = {TAB: 16, DOCUMENTS[0]: 13, DOCUMENTS[1]: 19}


@pytest.fixture(autouse=True)
def matrix(cast: Cast) -> None:
    install_default_matrix(now=NOW)
    issued()


def test_the_tab_lists_both_with_version_date_and_download(alba: Client, cast: Cast) -> None:
    page = alba.get(TAB).content.decode()
    assert 'aria-current="page">Documents</a>' in page
    for words in ("Welcome message", "Escalation matrix", "Version 1<", "11 March 2026"):
        assert words in page
    assert all(address in page for address in DOCUMENTS)


def test_every_tab_leads_to_the_others(alba: Client, cast: Cast) -> None:
    tabs = ("/services/IPT-10001/", "/services/IPT-10001/support/", TAB)
    for tab in tabs:
        page = alba.get(tab).content.decode()
        assert page.count('aria-current="page"') >= 1
        assert all(f'href="{other}"' in page for other in tabs)


def test_a_document_is_downloaded_under_its_name(alba: Client, cast: Cast) -> None:
    answer = alba.get(DOCUMENTS[1])
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == ('attachment; filename="EM-IPT-10001-v1.pdf"')
    assert answer["Cache-Control"] == "private, no-store"
    pdf = b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # a file's answer
    assert "Support supervisor" in words_of(pdf)


def test_it_is_in_the_language_of_the_reader(alba: Client, cast: Cast) -> None:
    alba.cookies[settings.LANGUAGE_COOKIE_NAME] = "de"
    pdf = b"".join(alba.get(DOCUMENTS[0]).streaming_content)  # type: ignore[attr-defined]  # as above
    assert "Willkommensnachricht" in words_of(pdf)


def test_nobody_gets_the_documents_of_another_customer(browser: Browser, cast: Cast) -> None:
    for address in (TAB, *DOCUMENTS):
        assert browser(cast.cedric).get(address).status_code == 404
        assert browser(cast.elira).get(address).status_code == 404
    assert browser(cast.alba).get(f"{TAB}price-list/").status_code == 404


def test_a_service_that_is_ordered_has_no_matrix_yet(alba: Client, cast: Cast) -> None:
    for kept in (Copy, Receipt, Issue):
        kept.objects.all().delete()
    cast.transit.state = "ordered"
    cast.transit.save()
    page = alba.get(TAB).content.decode()
    assert "when the service is active" in page
    assert alba.get(DOCUMENTS[1]).status_code == 404


@pytest.mark.parametrize("address", QUERIES)
def test_a_document_costs_the_same_for_every_service(
    alba: Client, cast: Cast, address: str
) -> None:
    counted = []
    # What a process asks once in its life it has asked now.
    assert alba.get(address).status_code == 200
    for code in (cast.transit.code, cast.server.code):
        remembering.forget_all()
        with CaptureQueriesContext(connection) as queries:
            assert alba.get(address.replace("IPT-10001", code)).status_code == 200
        counted.append(len(queries))
    assert counted == [QUERIES[address]] * 2
