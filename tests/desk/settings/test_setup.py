"""The set-up: a first administrator, and steps that may be left and found again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qendra.accounts.models import Person, Team
from qendra.catalogue.actions.setup import create_first_administrator
from qendra.catalogue.models import Customer, Membership, Provider, Service
from qendra.desk.settings.setup import STEPS, set_up_link, steps_done
from qendra.escalation.actions.defaults import install_defaults
from qendra.lib import remembering
from qendra.lib.errors import Refused
from qendra.outbox.models import Message
from tests.cast import NOW, Cast
from tests.catalogue.files import work
from tests.desk.settings.pages import fields_of, text_of

URL = "/desk/settings/setup/"
ME = {"name": "Mira", "email": "mira@northnet.example", "password": "a long enough sentence 42"}


@pytest.fixture
def nothing(db: None) -> None:
    """What `qendra migrate` leaves: defaults, and nobody."""
    Provider.objects.all().delete()
    install_defaults(now=NOW)


@pytest.fixture
def mira(nothing: None) -> Client:
    """The browser of the first administrator, made by the link of the terminal."""
    client = Client()
    assert client.post(_path(set_up_link(datetime.now(UTC))), ME)["Location"] == URL
    return client


def _path(link: str) -> str:
    return urlsplit(link).path


def test_the_link_makes_one_administrator_and_is_worth_nothing_then(nothing: None) -> None:
    link = set_up_link(datetime.now(UTC))
    first, second = Client(), Client()
    assert "Welcome to Qendra" in text_of(first.get(_path(link)))
    assert second.get(_path(link)).status_code == 200
    assert first.post(_path(link), ME).status_code == 302
    assert Person.objects.get().is_staff_member
    assert first.get(URL).status_code == 200
    assert second.post(_path(link), ME | {"email": "mallory@x.example"}).status_code == 404
    assert Person.objects.count() == 1
    assert set_up_link(datetime.now(UTC)) == ""


def test_strangers_never_reach_it(nothing: None) -> None:
    old = set_up_link(datetime.now(UTC) - timedelta(days=2))
    forged = _path(old).rstrip("/")[:-3] + "AAA/"
    for path in (_path(old), forged, "/set-up/x/"):
        assert Client().get(path).status_code == 404
        assert Client().post(path, ME).status_code == 404
    assert not Person.objects.exists()


def test_a_weak_password_and_a_second_administrator_are_refused(nothing: None) -> None:
    path = _path(set_up_link(datetime.now(UTC)))
    refused = Client().post(path, ME | {"password": "123"})
    assert refused.status_code == 422
    assert 'value="Mira"' in refused.content.decode()
    assert not Person.objects.exists()
    create_first_administrator(**ME, now=NOW)
    with pytest.raises(Refused):
        create_first_administrator(**ME | {"email": "other@x.example"}, now=NOW)


def test_the_desk_leads_to_the_set_up_until_somebody_said_who_they_are(mira: Client) -> None:
    assert mira.get("/desk/")["Location"] == URL
    page = text_of(mira.get(URL))
    assert "0 of 7 steps are done." in page
    for step in STEPS:
        assert str(step.name) in page
        assert mira.get(step.url).status_code == 200
    brand = next(step.url for step in STEPS if step.key == "brand")
    fields = fields_of(mira, brand) | {"name": "Northnet", "support_address": "s@northnet.example"}
    assert mira.post(brand, fields)["Location"] == URL
    remembering.forget_all()
    assert mira.get("/desk/").status_code == 200
    assert steps_done() == {"brand"}


def test_each_step_is_ticked_when_it_is_done(mira: Client) -> None:
    done: set[str] = set()
    for step in STEPS:
        if step.key in {"calendar", "targets", "matrix"}:
            if step.key == "calendar":
                _team(mira)
                done.add("team")
            assert mira.post(step.url, fields_of(mira, step.url))["Location"] == URL
            done.add(step.key)
            assert steps_done() == done


def test_a_step_may_be_left_as_it_is(mira: Client) -> None:
    mira.post(URL, {"step": "mail"})
    mira.post(URL, {"step": "mail"})
    mira.post(URL, {"step": "nonsense"})
    assert Provider.objects.get().set_up == "mail"
    assert "1 of 7 steps are done." in text_of(mira.get(URL))


def _team(client: Client) -> None:
    form = {"name": "First line", "stands_in": "on", "name_1": "Ilir", "email_1": "i@x.example"}
    assert client.post("/desk/settings/setup/team/", form)["Location"] == URL


def test_the_team_gets_new_tickets_and_nobody_is_missing_on_the_ladder(mira: Client) -> None:
    _team(mira)
    team = Team.objects.get()
    assert team.is_first_line
    assert sorted(each.name for each in team.members.all()) == ["Ilir", "Mira"]
    assert Provider.objects.get().duty_manager == Person.objects.get(name="Mira")
    assert Message.objects.filter(to_address="i@x.example", purpose="invitation").exists()
    again = mira.post("/desk/settings/setup/team/", {"name": "Another"})
    assert "There is a team for new tickets already." in text_of(again)
    assert Team.objects.count() == 1


def test_half_a_colleague_is_told_and_nothing_is_lost(mira: Client) -> None:
    refused = mira.post("/desk/settings/setup/team/", {"name": "Desk", "name_1": "Ilir"})
    assert refused.status_code == 422
    assert "Both are needed: name and e-mail." in text_of(refused)
    assert 'value="Ilir"' in refused.content.decode()
    assert not Team.objects.exists()


CUSTOMER = {
    "customer": "Southport",
    "external_id": "C-1",
    "contact": "Anna",
    "email": "anna@southport.example",
    "service_id": "ipt-10001",
    "service": "IP transit",
    "joins": "on",
}


def test_a_first_customer_comes_by_one_form_and_the_panel_is_seen_as_theirs(mira: Client) -> None:
    assert mira.post("/desk/settings/setup/customer/", CUSTOMER)["Location"] == URL
    service = Service.objects.get()
    assert (service.code, service.customer.name) == ("IPT-10001", "Southport")
    people = Membership.objects.order_by("id").values_list("person__name", flat=True)
    assert list(people) == ["Anna", "Mira"]
    assert Message.objects.filter(to_address="anna@southport.example").exists()
    page = mira.get(URL)
    link = "/services/IPT-10001/support/new/"
    assert f'href="{link}"' in page.content.decode()
    assert "New ticket" in text_of(mira.get(link)) or mira.get(link).status_code == 200


def test_the_first_customers_come_by_files_too(mira: Client) -> None:
    page = mira.get("/desk/settings/setup/customer/").content.decode()
    files = {
        "customers": b"external_id,name\nC-1,Southport\n",
        "services": b"service_id,name,customer,product\nIPT-1,IP transit,C-1,IPT\n",
    }
    for kind, content in files.items():
        url = f"/desk/settings/catalogue/{kind}/import/"
        assert f'href="{url}"' in page
        report = mira.post(url, {"file": SimpleUploadedFile("k.csv", content)})["Location"]
        work(datetime.now(UTC))
        mira.post(report, {"apply": "1"})
        work(datetime.now(UTC))
    assert Service.objects.get().customer.name == "Southport"
    assert "customer" in steps_done()


def test_a_customer_that_cannot_be_leaves_nothing_behind(mira: Client) -> None:
    refused = mira.post("/desk/settings/setup/customer/", CUSTOMER | {"service_id": "A B"})
    assert refused.status_code == 422
    assert "Letters, digits and hyphens, nothing else." in text_of(refused)
    assert not Customer.objects.exists()


def test_the_set_up_never_asks_where_somebody_is_at_work(cast: Cast, jon: Client) -> None:
    assert jon.get("/desk/").status_code == 200
    assert set_up_link(datetime.now(UTC)) == ""
