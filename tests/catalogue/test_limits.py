"""The catalogue of somebody whose teams are limited to customers: theirs, and nothing else."""

from __future__ import annotations

import pytest
from django.test import Client

from qendra.accounts.actions import give_roles
from qendra.accounts.models import Person, Role
from qendra.catalogue.models import Customer, Import, Membership, Site
from qendra.catalogue.records import KINDS
from qendra.staff.actions.teams import save_team
from tests.cast import NOW, Cast, desk
from tests.catalogue.files import applied, checked, report
from tests.desk.settings.pages import fields_of, text_of

ROOT = "/desk/settings/catalogue"
# Words that stand for the other customer, whatever kind of record names it.
FOREIGN = ("Southport", "C-2", "IPT-30001", "Cedric", "cedric")


@pytest.fixture
def gent(cast: Cast) -> Person:
    """An administrator who is there for Northwind only."""
    roles = [Role.objects.get(key="administrator")]
    give_roles(actor=desk(cast.jon), now=NOW, person=cast.gent, roles=roles)
    save_team(
        actor=desk(cast.jon), now=NOW, team=None, name="Northwind desk", members=[cast.gent],
        customers=[cast.northwind],
    )  # fmt: skip
    return Person.objects.get(id=cast.gent.id)


@pytest.fixture
def browser(gent: Person) -> Client:
    client = Client()
    client.force_login(gent)
    return client


@pytest.mark.parametrize("kind", KINDS)
def test_lists_suggestions_and_exports_name_no_other_customer(
    cast: Cast, browser: Client, kind: str
) -> None:
    shown = browser.get(f"{ROOT}/{kind}/").content.decode()
    new = browser.get(f"{ROOT}/{kind}/new/").content.decode()
    file = browser.get(f"{ROOT}/{kind}/export/").getvalue().decode()
    for word in FOREIGN:
        assert word not in shown + new + file
    assert len(file.splitlines()) == KINDS[kind].rows().filter(**_owned(kind, cast)).count() + 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_of_another_customer_is_not_there(cast: Cast, browser: Client, kind: str) -> None:
    for row in KINDS[kind].rows():
        is_own = KINDS[kind].rows().filter(pk=row.pk, **_owned(kind, cast)).exists()
        url = f"{ROOT}/{kind}/{row.pk}/"
        assert browser.get(url).status_code == (200 if is_own else 404)
        if is_own:
            assert browser.post(url, fields_of(browser, url)).status_code == 302
        else:
            assert browser.post(url, {}).status_code == 404


def test_nothing_is_entered_for_another_customer(cast: Cast, browser: Client) -> None:
    site = {"customer": "C-2", "name": "Port", "time_zone": "UTC"}
    refused = browser.post(f"{ROOT}/sites/new/", site)
    assert refused.status_code == 422
    assert "There is no customer with the external ID “C-2”." in text_of(refused)
    assert not Site.objects.filter(name="Port").exists()
    taken = {"external_id": "C-2", "name": "Copy", "parent": "C-1", "time_zone": "UTC"}
    told = text_of(browser.post(f"{ROOT}/customers/new/", taken))
    assert "This belongs to a customer whom you do not see." in told
    assert "Southport" not in told


def test_a_new_customer_stands_below_one_that_is_seen(cast: Cast, browser: Client) -> None:
    new = {"external_id": "C-5", "name": "Northwind Durrës", "time_zone": "UTC"}
    alone = browser.post(f"{ROOT}/customers/new/", new)
    assert "name the one that it belongs to" in text_of(alone)
    assert browser.post(f"{ROOT}/customers/new/", new | {"parent": "C-1"}).status_code == 302
    made = Customer.objects.get(external_id="C-5")
    assert browser.get(f"{ROOT}/customers/{made.id}/").status_code == 200


def test_who_stands_above_out_of_sight_hinders_no_change(cast: Cast, browser: Client) -> None:
    Customer.objects.filter(id=cast.northwind.id).update(parent=cast.southport)
    url = f"{ROOT}/customers/{cast.northwind.id}/"
    assert browser.post(url, fields_of(browser, url) | {"name": "Northwind SA"}).status_code == 302
    cast.northwind.refresh_from_db()
    assert (cast.northwind.name, cast.northwind.parent) == ("Northwind SA", cast.southport)


def test_somebody_elses_contact_is_neither_taken_nor_changed(cast: Cast, browser: Client) -> None:
    given = {"customer": "C-1", "name": "Mine", "email": cast.cedric.email, "rights": "report"}
    refused = browser.post(f"{ROOT}/contacts/new/", given)
    assert "This address already belongs to somebody else." in text_of(refused)
    assert Person.objects.get(id=cast.cedric.id).name == cast.cedric.name
    assert not Membership.objects.filter(person=cast.cedric, customer=cast.northwind).exists()


def test_a_file_reaches_no_other_customer_and_tells_of_none(
    cast: Cast, gent: Person, browser: Client
) -> None:
    text = "external_id,name\nC-1,Northwind SA\nC-2,Taken over\n"
    run = checked("customers", text, gent)
    assert report(run)[1] == (
        3, "refused", "external_id", "This belongs to a customer whom you do not see."
    )  # fmt: skip
    address = f"/desk/settings/imports/{run.id}/"
    assert "Southport" not in text_of(browser.get(f"{address}?show=missing"))
    applied(run)
    names = dict(Customer.objects.values_list("external_id", "name"))
    assert names == {"C-1": "Northwind SA", "C-2": "Southport"}


def test_the_files_of_others_are_not_there(cast: Cast, browser: Client) -> None:
    run = checked("customers", "external_id,name\nC-2,Southport\n", cast.jon)
    assert browser.get(f"/desk/settings/imports/{run.id}/").status_code == 404
    assert browser.post(f"/desk/settings/imports/{run.id}/", {"apply": "1"}).status_code == 404
    assert Import.objects.get().state == "checked"
    page = browser.get(f"{ROOT}/customers/import/")
    assert page.context["past"] == []


def _owned(kind: str, cast: Cast) -> dict[str, object]:
    return {KINDS[kind].owner: cast.northwind.id}
