"""The brand: one page sets it, and pages and mails have it."""

from __future__ import annotations

import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qendra.catalogue.models import Provider
from qendra.history.selectors import changes_of
from qendra.lib import remembering
from qendra.outbox.models import Message
from tests.browsers import Browser
from tests.cast import Cast, opened
from tests.desk.settings.pages import drawn_in, fields_of, text_of

URL = "/desk/settings/brand/"


def png(width: int = 64, height: int = 64) -> bytes:
    """A picture that is one."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        [chunk(b"IHDR", head), chunk(b"IDAT", rows), chunk(b"IEND", b"")]
    )


def test_the_brand_is_set_on_one_page_and_used_on_pages_and_mails(
    cast: Cast, jon: Client, browser: Browser
) -> None:
    new = {
        "name": "Interspace Shpk",
        "panel_name": "Their Interspace",
        "support_address": "help@interspace.example",
        "support_phone": "+355 4 999 0000",
        "legal_lines": "Interspace Shpk, NIPT L00000000A\r\nRruga e Elbasanit, Tirana",
        "accent": "AA3300",
    }
    response = jon.post(URL, fields_of(jon, URL) | new)
    assert response.status_code == 302
    remembering.forget_all()
    page = text_of(browser(cast.alba).get("/"))
    for words in ("Their Interspace", "help@interspace.example", "+355 4 999 0000", "NIPT L0000"):
        assert words in page
    assert "NIPT L0000" in text_of(Client().get("/sign-in/"))
    sheet = Client().get("/style-any.css").content.decode()
    assert "--brand-fill: #aa3300" in sheet
    opened(cast)
    mail = Message.objects.get(purpose="acknowledgement")
    assert mail.from_name == "Interspace Shpk"
    assert mail.text.rstrip().endswith("NIPT L00000000A\nRruga e Elbasanit, Tirana")


def test_a_change_is_kept_with_who_and_from_what_to_what(cast: Cast, jon: Client) -> None:
    jon.post(URL, fields_of(jon, URL) | {"panel_name": "Their Interspace"})
    (change,) = changes_of("provider", 1)
    assert change.actor_name == "Jon"
    assert change.before == {"panel_name": "My Interspace"}
    assert change.after == {"panel_name": "Their Interspace"}
    assert "My Interspace" in text_of(jon.get(URL))


def test_the_second_of_two_administrators_sees_what_changed_and_loses_no_word(
    cast: Cast, jon: Client
) -> None:
    mine = fields_of(jon, URL) | {"legal_lines": "Our register is 17."}
    jon.post(URL, fields_of(jon, URL) | {"panel_name": "Their Interspace"})
    crossed = jon.post(URL, mine)
    assert crossed.status_code == 409
    page = text_of(crossed)
    assert "Changed meanwhile: Name of the customer panel: My Interspace Their Interspace" in page
    assert "Our register is 17." in page
    assert Provider.objects.get().legal_lines == ""
    again = jon.post(URL, mine | {"drawn": drawn_in(crossed)})
    assert again.status_code == 302
    assert Provider.objects.get().legal_lines == "Our register is 17."


def test_the_preview_shows_what_is_typed_and_saves_nothing(cast: Cast, jon: Client) -> None:
    typed = fields_of(jon, URL) | {"panel_name": "Another", "preview": "1"}
    page = jon.post(URL, typed)
    assert page.status_code == 200
    assert 'font-size="13"' in page.content.decode()
    assert "Another" in page.content.decode().partition('id="preview"')[2]
    assert Provider.objects.get().panel_name == "My Interspace"


def test_a_colour_that_nobody_could_read_is_told_and_moved(cast: Cast, jon: Client) -> None:
    page = text_of(jon.post(URL, fields_of(jon, URL) | {"accent": "#ffee00", "preview": "1"}))
    assert "Light: your colour has a contrast of 1.0 here, less than 4.5." in page
    assert "Dark: words in your colour have a contrast of" in page


def test_a_logo_takes_the_place_of_the_letter(cast: Cast, jon: Client) -> None:
    file = SimpleUploadedFile("logo.png", png(), "image/png")
    assert jon.post(URL, fields_of(jon, URL) | {"logo": file}).status_code == 302
    remembering.forget_all()
    version = Provider.objects.get().logo_version
    address = f"/logo-{version}"
    assert f'src="{address}"' in Client().get("/sign-in/").content.decode()
    answer = Client().get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.getvalue() == png()
    jon.post(URL, fields_of(jon, URL) | {"removes_logo": "on"})
    remembering.forget_all()
    assert Client().get(address).status_code == 404
    assert "<img" not in Client().get("/sign-in/").content.decode()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "This is no PNG, JPEG or WebP."),
        (png(8, 8), "The picture is 8 × 8; a side needs 32 to 2000 pixels."),
        (png() + b"\0" * 100_000, "a logo may have up to"),
    ],
)
def test_a_logo_that_is_none_is_refused_in_a_sentence(
    cast: Cast, jon: Client, content: bytes, sentence: str
) -> None:
    file = SimpleUploadedFile("logo.png", content, "image/png")
    refused = jon.post(URL, fields_of(jon, URL) | {"logo": file, "legal_lines": "Kept."})
    assert refused.status_code == 422
    assert sentence in text_of(refused).replace("\xa0", " ")
    assert "Kept." in text_of(refused)
    assert Provider.objects.get().logo is None


def test_the_letters_of_the_ticket_id_are_fixed_once_there_is_a_ticket(
    cast: Cast, jon: Client
) -> None:
    jon.post(URL, fields_of(jon, URL) | {"ticket_prefix": "nw"})
    assert Provider.objects.get().ticket_prefix == "NW"
    opened(cast)
    jon.post(URL, fields_of(jon, URL) | {"ticket_prefix": "XX"})
    assert Provider.objects.get().ticket_prefix == "NW"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("accent", "green", "Write a colour as # and six digits"),
        ("support_address", "support", "Enter a valid email address"),
        ("support_phone", "call us", "Digits and spaces"),
        ("ticket_prefix", "T1", "One to six letters"),
    ],
)
def test_what_cannot_be_right_is_said_at_its_field(
    cast: Cast, jon: Client, field: str, value: str, sentence: str
) -> None:
    refused = jon.post(URL, fields_of(jon, URL) | {field: value})
    assert refused.status_code == 422
    assert sentence in text_of(refused)


def test_the_index_leads_to_every_page_with_a_sentence(cast: Cast, jon: Client) -> None:
    page = jon.get("/desk/settings/")
    groups = page.context["groups"]
    for setting in (each for group in groups for each in group.settings):
        assert f'href="{setting.url}"' in page.content.decode()
        assert str(setting.told) in text_of(page)
        assert jon.get(setting.url).status_code == 200
