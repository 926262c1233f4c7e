"""What stands on the documents of a service, in every language, whatever strangers call things."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from io import BytesIO

import pytest
from django.conf import settings
from django.utils import translation
from pypdf import PdfReader

from qendra.catalogue.models import Circuit
from qendra.documents.press import pdf_of, set_as
from qendra.documents.shelf import Document, Name, document_of, documents_of
from qendra.escalation.actions.defaults import install_default_matrix
from qendra.escalation.ladder import Level, default_levels
from qendra.files.actions import keep_file
from qendra.lib import remembering
from tests.browser.looking import folder
from tests.cast import NOW, Cast
from tests.desk.settings.test_brand import png
from tests.documents.issuing import issued, publish
from tests.documents.reading import words_of

LANGUAGES = [code for code, _name in settings.LANGUAGES]
HOSTILE = '#panic("x") $x^2$ *bold* \\u{41} <tag> @ref `raw` // \u202e 漢字 🚀 \x07 & "quoted"'


@pytest.fixture(autouse=True)
def matrix(cast: Cast) -> None:
    install_default_matrix(now=NOW)
    issued()
    remembering.forget_all()


def found(cast: Cast, name: str) -> Document:
    document = document_of(cast.transit, name)
    assert document
    return document


def read(cast: Cast, name: str) -> str:
    return words_of(pdf_of(found(cast, name).paper()))


def again(cast: Cast) -> None:
    """The next version of what changed."""
    issued(NOW + timedelta(days=2))
    remembering.forget_all()


def logo(cast: Cast, content: bytes) -> None:
    cast.provider.logo = keep_file(content=content, now=NOW)
    cast.provider.logo_type = "image/png"
    cast.provider.save()
    again(cast)


def pictures(cast: Cast) -> int:
    reader = PdfReader(BytesIO(pdf_of(found(cast, Name.MATRIX).paper())))
    return len(reader.pages[0].images)


def test_the_welcome_message_says_how_to_reach_us_and_what_the_service_is(cast: Cast) -> None:
    words = read(cast, Name.WELCOME)
    for said in (
        "support@interspace.example",
        "+355 4 222 0000",
        "My Interspace",
        "IPT-10001",
        "Northwind",
        "K-C-1",
        "HQ",
        "TIA-TRN-0001",
        "Tirana POP",
        "192.0.2.0/25",
        "2001:db8:7::/48",
        "11 March 2026",
    ):
        assert said in words


def test_the_welcome_message_asks_for_what_a_report_needs(cast: Cast) -> None:
    words = read(cast, Name.WELCOME)
    for said in (
        "Service ID",
        "when the problem started",
        "a short description",
        "the impact",
        "circuit ID",
        "intermittent problem or permanent fault",
        "test results or logs",
        "IP address",
    ):
        assert said in words


def test_the_welcome_message_says_what_we_promise(cast: Cast) -> None:
    assert "Critical 15 min 4 h Major 30 min 8 h" in read(cast, Name.WELCOME)


def test_the_matrix_says_levels_ages_and_how_to_escalate(cast: Cast) -> None:
    words = read(cast, Name.MATRIX)
    for said in (
        "Document Version Issued and valid from Service ID EM-IPT-10001 1 11 March 2026 IPT-10001",
        "Northwind",
        "1 Support supervisor 1 h 2 h 4 h 9 h",
        "4 Managing director 4 h 16 h 32 h 36 h",
        "Business hours: Monday to Friday 08:00–17:00",
        "press “Escalate”",
        "support@interspace.example",
        "+355 4 222 0000",
        "accepted, recorded on the ticket and answered",
        "1 Support supervisor 15 min 30 min at leisure at leisure",
        "Your request is answered 30 min 1 h 4 h 4 h",
        "goes to the next level at once. The last level is told again every 30 min, up to 6 ×.",
        "Service affecting Critical Major Minor",
        "It is valid from the day of issue until we issue the next version",
        "/documents/",
    ):
        assert said in words


def test_the_matrix_names_roles_and_nobody(cast: Cast) -> None:
    named = Level(
        number=1,
        role="Head of the night",
        ages=default_levels(540)[0].ages,
        holder_id=cast.hana.id,
        email="hana.private@interspace.example",
        phone="+355 69 999 9999",
    )
    publish((named,))
    again(cast)
    words = read(cast, Name.MATRIX)
    assert "Head of the night" in words
    for private in ("Hana", "hana.private", "999 9999"):
        assert private not in words


def test_a_version_says_what_changed_and_stands_as_it_was_issued(cast: Cast) -> None:
    assert found(cast, Name.MATRIX).filename == "EM-IPT-10001-v1.pdf"
    first = found(cast, Name.MATRIX)
    publish(default_levels(480))
    before = pdf_of(first.paper())
    again(cast)
    document = found(cast, Name.MATRIX)
    assert document.filename == "EM-IPT-10001-v2.pdf"
    assert document.made == "13 March 2026"
    words = read(cast, Name.MATRIX)
    assert "What changed since the version before" in words
    assert "the levels, their roles, or the ages at which they are told" in words
    assert pdf_of(first.paper()) == before


def test_it_names_people_and_how_to_reach_them_where_the_provider_says_so(cast: Cast) -> None:
    level = default_levels(540)[0]
    publish((dataclasses.replace(level, holder_id=cast.hana.id, phone="+355 69 999 9999"),))
    cast.provider.names_holders = True
    cast.provider.save()
    again(cast)
    words = read(cast, Name.MATRIX)
    assert "1 Support supervisor Hana +355 69 999 9999 hana@" in words


def test_the_same_is_always_the_same_bytes_and_something_else_another_version(cast: Cast) -> None:
    first = found(cast, Name.WELCOME)
    assert pdf_of(first.paper()) == pdf_of(found(cast, Name.WELCOME).paper())
    with translation.override("de"):
        assert found(cast, Name.WELCOME).version == first.version
    Circuit.objects.update(a_end="Durrës")
    assert found(cast, Name.WELCOME).version != first.version


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_set_in_every_language_for_archives_and_for_everybody(
    cast: Cast, language: str
) -> None:
    with translation.override(language):
        for document in documents_of(cast.transit):
            pdf = pdf_of(document.paper())
            assert f"/Lang({language})".encode() in pdf
            assert b"/Marked true" in pdf
            assert b"<pdfaid:part>2</pdfaid:part>" in pdf
            assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
            assert len(PdfReader(BytesIO(pdf)).pages) <= 3


def test_names_of_strangers_stay_text_and_never_fail(cast: Cast) -> None:
    cast.transit.name = cast.northwind.name = HOSTILE
    cast.provider.name = cast.provider.legal_lines = HOSTILE
    for row in (cast.transit, cast.northwind, cast.provider):
        row.save()
    again(cast)
    cast.transit.customer = cast.northwind
    for name in Name:
        words = read(cast, name)
        assert '#panic("x") $x^2$ *bold* \\u{41} <tag> @ref `raw` //' in words


def test_many_circuits_take_pages_and_nothing_is_lost(cast: Cast) -> None:
    for number in range(90):
        Circuit.objects.create(
            code=f"TIA-{number:04}", service=cast.transit, a_end="A" * 200, z_end=f"Z {number}"
        )
    words = read(cast, Name.WELCOME)
    assert all(f"TIA-{number:04}" in words for number in range(90))


def test_the_logo_stands_on_it(cast: Cast) -> None:
    assert pictures(cast) == 0
    logo(cast, png())
    assert pictures(cast) == 1


@pytest.mark.parametrize("content", [b"no picture", b"\x89PNG\r\n\x1a\nbroken"])
def test_a_logo_that_is_no_picture_costs_nobody_the_document(cast: Cast, content: bytes) -> None:
    logo(cast, content)
    assert "Escalation matrix" in read(cast, Name.MATRIX)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_drawn_as_images_to_be_looked_at(cast: Cast, language: str) -> None:
    """Into the folder of the screenshots; three pages are as much as anybody reads."""
    with translation.override(language):
        paper = found(cast, Name.MATRIX).paper()
    pages: object = set_as(paper, "png", with_logo=False, standards=[])
    assert isinstance(pages, list)
    assert 2 <= len(pages) <= 3
    for number, page in enumerate(pages, start=1):
        assert page.startswith(b"\x89PNG")
        (folder() / f"escalation-matrix-{language}-{number}.png").write_bytes(page)
