"""The catalogue on pages: lists, forms, files in and out."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qendra.accounts.actions import create_role, give_roles
from qendra.accounts.rights import Right
from qendra.catalogue.models import Customer, Import, Service
from qendra.catalogue.records import KINDS
from tests.browsers import Browser
from tests.cast import NOW, Cast, desk
from tests.catalogue.files import work
from tests.desk.settings.pages import drawn_in, fields_of, text_of

ROOT = "/desk/settings/catalogue"


@pytest.mark.parametrize("kind", KINDS)
def test_every_record_of_the_cast_can_be_opened_and_saved(
    cast: Cast, jon: Client, kind: str
) -> None:
    rows = list(KINDS[kind].rows())
    assert rows
    for row in rows:
        url = f"{ROOT}/{kind}/{row.pk}/"
        before = KINDS[kind].values_of(row)
        assert jon.post(url, fields_of(jon, url)).status_code == 302
        assert KINDS[kind].values_of(KINDS[kind].rows().get(pk=row.pk)) == before


def test_a_customer_is_entered_found_and_changed(cast: Cast, jon: Client) -> None:
    new = {"external_id": "C-77", "name": "Eastwind", "time_zone": "Europe/Rome"}
    assert jon.post(f"{ROOT}/customers/new/", new)["Location"] == f"{ROOT}/customers/"
    assert "Eastwind" in text_of(jon.get(f"{ROOT}/customers/?q=eastw"))
    assert "Northwind" not in text_of(jon.get(f"{ROOT}/customers/?q=eastw"))
    url = f"{ROOT}/customers/{Customer.objects.get(external_id='C-77').id}/"
    jon.post(url, fields_of(jon, url) | {"name": "Eastwind Ltd"})
    page = text_of(jon.get(url))
    assert "Eastwind Ltd" in page
    assert "before: Eastwind" in page


def test_what_cannot_be_is_said_at_its_field_and_nothing_typed_is_lost(
    cast: Cast, jon: Client
) -> None:
    typed = {"external_id": "C-1", "name": "Copy", "parent": "C-99", "time_zone": "UTC"}
    refused = jon.post(f"{ROOT}/customers/new/", typed)
    assert refused.status_code == 422
    assert "External ID : Northwind has this external ID already." in text_of(refused)
    assert 'value="Copy"' in refused.content.decode()


def test_two_administrators_at_one_record(cast: Cast, jon: Client) -> None:
    url = f"{ROOT}/services/{cast.transit.id}/"
    mine = fields_of(jon, url) | {"name": "Mine"}
    jon.post(url, fields_of(jon, url) | {"state": "suspended"})
    crossed = jon.post(url, mine)
    assert crossed.status_code == 409
    assert "Changed meanwhile: State: active suspended" in text_of(crossed)
    assert 'value="Mine"' in crossed.content.decode()
    assert Service.objects.get(id=cast.transit.id).state == "suspended"
    again = mine | {"drawn": drawn_in(crossed), "state": "suspended"}
    assert jon.post(url, again).status_code == 302


def test_a_service_is_ceased_and_there_is_no_way_to_remove_one(cast: Cast, jon: Client) -> None:
    url = f"{ROOT}/services/{cast.transit.id}/"
    jon.post(url, fields_of(jon, url) | {"state": "ceased"})
    assert Service.objects.get(id=cast.transit.id).state == "ceased"
    assert jon.delete(url).status_code == 405


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_asks_the_same_questions_however_many_rows_it_shows(
    cast: Cast, jon: Client, kind: str
) -> None:
    url = f"{ROOT}/{kind}/"
    jon.get(url)
    with CaptureQueriesContext(
        connection,
    ) as few:
        jon.get(f"{url}?q=nothing-at-all")
    with CaptureQueriesContext(connection) as many:
        jon.get(url)
    assert abs(len(many) - len(few)) <= 1


def test_a_file_goes_from_the_page_to_its_report_and_into_the_catalogue(
    cast: Cast, jon: Client
) -> None:
    page = text_of(jon.get(f"{ROOT}/customers/import/"))
    for column in KINDS["customers"].columns:
        assert f"{column.name} " in page
        assert str(column.told) in page
    content = "external_id;name\nC-1;Müller\nC-9;=cmd|x\n;x\n".encode("cp1252")
    sent = jon.post(f"{ROOT}/customers/import/", {"file": SimpleUploadedFile("k.csv", content)})
    url = sent["Location"]
    assert "Checking: 0 of 3 lines." in text_of(jon.get(url))
    work()
    report = text_of(jon.get(url))
    assert "Read as Windows-1252 with semicolons between the cells." in report
    assert "look at letters with accents" in report
    assert "2 lines would be written. Nothing has changed yet." in report
    assert "Name: Northwind Müller" in report
    assert "External ID: This is needed." in report
    assert "Southport" in text_of(jon.get(f"{url}?show=missing"))
    assert "Müller" not in text_of(jon.get(f"{url}?show=refused"))
    jon.post(url, {"apply": "1"})
    assert "Applying: 0 of 2 lines." in text_of(jon.get(url))
    work()
    assert "2 lines were written." in text_of(jon.get(url))
    assert Customer.objects.get(external_id="C-1").name == "Müller"
    export = jon.get(f"{ROOT}/customers/export/").getvalue().decode()
    assert "C-9,'=cmd|x," in export


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_is_a_file_that_is_understood(cast: Cast, jon: Client, kind: str) -> None:
    content = jon.get(f"{ROOT}/{kind}/example/").content
    sent = jon.post(f"{ROOT}/{kind}/import/", {"file": SimpleUploadedFile("e.csv", content)})
    assert sent.status_code == 302


def test_a_file_that_is_none_is_refused_on_its_page(cast: Cast, jon: Client) -> None:
    file = SimpleUploadedFile("k.csv", b"name;colour\nx;y\n")
    refused = jon.post(f"{ROOT}/customers/import/", {"file": file})
    assert refused.status_code == 422
    assert "Nobody knows the column “colour”." in text_of(refused)
    assert "Choose a file." in text_of(jon.post(f"{ROOT}/customers/import/", {}))
    assert not Import.objects.exists()


def test_a_word_that_is_no_kind_is_no_page(cast: Cast, jon: Client) -> None:
    assert jon.get(f"{ROOT}/people/").status_code == 404
    assert jon.get(f"{ROOT}/customers/999999/").status_code == 404


def test_whoever_may_bring_in_files_may_do_that_and_nothing_else(
    cast: Cast, browser: Browser
) -> None:
    role = create_role(
        actor=desk(cast.jon), now=NOW, name="Importer", rights=frozenset({Right.IMPORT})
    )
    give_roles(actor=desk(cast.jon), now=NOW, person=cast.gent, roles=[role])
    gent = browser(cast.gent)
    assert "Brand" not in text_of(gent.get("/desk/settings/"))
    for page in ("", "import/", "export/", "example/"):
        assert gent.get(f"{ROOT}/customers/{page}").status_code == 200
    for page in ("new/", f"{cast.northwind.id}/"):
        assert gent.get(f"{ROOT}/customers/{page}").status_code == 404
    assert gent.get("/desk/settings/brand/").status_code == 404
    assert browser(cast.elira).get("/desk/settings/").status_code == 404
