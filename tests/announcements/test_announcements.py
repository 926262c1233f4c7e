"""What customers are told: written at the desk, read by whom it concerns, and by nobody else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from qendra.accounts.models import Person, Team
from qendra.announcements.actions import (
    end_announcement,
    put_back_announcement,
    save_announcement,
    withdraw_announcement,
)
from qendra.announcements.content import Content, values_of
from qendra.announcements.models import Announcement, Kind
from qendra.history.selectors import changes_of
from qendra.lib import remembering
from qendra.lib.errors import Crossed, Refused
from tests.cast import Cast, desk
from tests.desk.settings.pages import fields_of, text_of

FORM = "/services/IPT-10001/support/new/"
HOUR = timedelta(hours=1)
KNOWN = "A known incident already covers this service: Fibre cut near Durrës"


@pytest.fixture
def now() -> datetime:
    return timezone.now().replace(second=0, microsecond=0)


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def announced(cast: Cast, now: datetime, **changes: Any) -> Announcement:
    """An incident since an hour that hits everybody, unless the changes say otherwise."""
    content: dict[str, Any] = {
        "kind": Kind.INCIDENT,
        "title": "Fibre cut near Durrës",
        "text": "A crew is on its way.\nSee https://status.example/",
        "begins_at": now - HOUR,
        "is_for_all": True,
    }
    told = Content(**(content | changes))
    return save_announcement(actor=desk(cast.faik), now=now, content=told)


def read(person: Person, address: str = "/") -> str:
    return text_of(browser(person).get(address))


def test_everybody_reads_what_is_for_everybody(cast: Cast, now: datetime) -> None:
    announced(cast, now)
    for person in (cast.alba, cast.besa, cast.cedric):
        assert "Incident since" in read(person)
        assert "Fibre cut near Durrës" in read(person)
    assert "Fibre cut near Durrës" in read(cast.alba, "/services/IPT-10001/")
    assert KNOWN in read(cast.alba, FORM)


@pytest.mark.parametrize("named", ["customers", "services"])
def test_nobody_reads_what_is_for_another_customer(cast: Cast, now: datetime, named: str) -> None:
    chosen = {"customers": [cast.northwind], "services": [cast.transit]}[named]
    announced(cast, now, is_for_all=False, **{named: chosen})
    for person in (cast.alba, cast.besa, cast.drita):
        assert "Fibre cut" in read(person)
    assert KNOWN in read(cast.alba, FORM)
    for address in ("/", "/services/IPT-30001/", "/services/IPT-30001/support/new/"):
        assert "Fibre cut" not in read(cast.cedric, address)
    # Drita belongs to both: at the other customer's service it says nothing.
    assert "Fibre cut" not in read(cast.drita, "/services/IPT-30001/")


def test_a_services_incident_is_on_its_page_and_names_it_on_the_overview(
    cast: Cast, now: datetime
) -> None:
    announced(cast, now, is_for_all=False, services=[cast.transit, cast.foreign])
    assert "Your services: IPT-10001" in read(cast.alba)
    assert "IPT-30001" not in read(cast.alba)
    assert "Fibre cut" in read(cast.alba, "/services/IPT-10001/")
    assert "Fibre cut" not in read(cast.alba, "/services/DS-20001/")
    assert "Fibre cut" not in read(cast.alba, "/services/DS-20001/support/new/")


def test_a_services_announcement_goes_with_its_owner(cast: Cast, now: datetime) -> None:
    announced(cast, now, is_for_all=False, services=[cast.transit])
    cast.transit.customer = cast.southport
    cast.transit.save()
    assert "Fibre cut" not in read(cast.alba)
    assert "Fibre cut" in read(cast.cedric)


def test_a_maintenance_is_told_before_and_warned_of_only_while_it_goes_on(
    cast: Cast, now: datetime
) -> None:
    row = announced(cast, now, kind=Kind.MAINTENANCE, begins_at=now + HOUR, ends_at=now + 3 * HOUR)
    assert "Maintenance begins" in read(cast.alba)
    assert "maintenance under way" not in read(cast.alba, FORM)
    Announcement.objects.filter(id=row.id).update(begins_at=now - HOUR)
    assert "A maintenance under way already covers this service" in read(cast.alba, FORM)


def test_a_notice_is_shown_from_its_beginning_and_is_no_reason_not_to_report(
    cast: Cast, now: datetime
) -> None:
    row = announced(cast, now, kind=Kind.NOTICE, begins_at=now + HOUR)
    assert "Fibre cut" not in read(cast.alba)
    Announcement.objects.filter(id=row.id).update(begins_at=now - HOUR)
    assert "Fibre cut" in read(cast.alba)
    assert "Fibre cut" not in read(cast.alba, FORM)
    assert "Fibre cut" not in read(cast.alba, "/services/IPT-10001/")


def test_what_is_over_or_withdrawn_is_shown_to_nobody(cast: Cast, now: datetime) -> None:
    row = announced(cast, now)
    withdraw_announcement(actor=desk(cast.faik), now=now, announcement_id=row.id)
    assert "Fibre cut" not in read(cast.alba)
    put_back_announcement(actor=desk(cast.faik), now=now, announcement_id=row.id)
    assert "Fibre cut" in read(cast.alba)
    end_announcement(actor=desk(cast.faik), now=now, announcement_id=row.id)
    for address in ("/", "/services/IPT-10001/", FORM):
        assert "Fibre cut" not in read(cast.alba, address)
    assert Announcement.objects.count() == 1


def test_it_is_read_in_ones_own_language_else_in_english(cast: Cast, now: datetime) -> None:
    german = {"de": {"title": "Faser bei Durrës durchtrennt", "text": "Ein Trupp ist unterwegs."}}
    announced(cast, now, translations=german)
    for language, words in (("de", "Faser bei Durrës"), ("it", "Fibre cut near")):
        client = browser(cast.alba)
        client.post("/language/", {"language": language, "next": "/"})
        page = client.get("/", headers={"accept-language": language}).content.decode()
        assert words in page
        assert f'lang="{language if language == "de" else "en"}"' in page


def test_links_are_text_and_nothing_is_markup(cast: Cast, now: datetime) -> None:
    announced(cast, now, text="<b>bold</b> https://status.example/")
    page = browser(cast.alba).get("/").content.decode()
    assert "&lt;b&gt;bold&lt;/b&gt; https://status.example/" in page
    assert 'href="https://status.example/' not in page


def test_every_write_is_kept_with_who_and_what(cast: Cast, now: datetime) -> None:
    row = announced(cast, now)
    end_announcement(actor=desk(cast.faik), now=now, announcement_id=row.id)
    row = withdraw_announcement(actor=desk(cast.faik), now=now, announcement_id=row.id)
    withdrawn, ended, made = changes_of("announcement", row.id)
    assert (made.before, made.after["title"]) == ({}, "Fibre cut near Durrës")
    assert list(ended.after) == ["ends_at"]
    assert list(withdrawn.after) == ["withdrawn_at"]
    assert {each.actor_name for each in (withdrawn, ended, made)} == {"Faik"}
    assert row.version == 3


def test_the_second_of_two_writers_is_told_and_overwrites_nothing(
    cast: Cast, now: datetime
) -> None:
    row = announced(cast, now)
    client, address = browser(cast.faik), f"/desk/announcements/{row.id}/"
    mine = fields_of(client, address) | {"text": "My own words."}
    client.post(address, fields_of(client, address) | {"title": "Two fibres cut"})
    crossed = client.post(address, mine)
    assert crossed.status_code == 409
    assert "Changed meanwhile: Title : Fibre cut near Durrës Two fibres cut" in text_of(
        crossed
    ).replace("Title:", "Title :")
    assert "My own words." in crossed.content.decode()
    row.refresh_from_db()
    assert (row.title, row.text.splitlines()[0]) == ("Two fibres cut", "A crew is on its way.")
    with pytest.raises(Crossed):
        save_announcement(
            actor=desk(cast.faik),
            now=now,
            content=Content(kind="incident", title="x", text="y", begins_at=now, is_for_all=True),
            announcement_id=row.id,
            drawn=values_of(row) | {"title": "Fibre cut near Durrës"},
        )


def test_it_is_written_on_the_desk_and_looked_at_before(cast: Cast, now: datetime) -> None:
    client, address = browser(cast.faik), "/desk/announcements/new/"
    written = fields_of(client, address) | {
        "title": "Fibre cut near Durrës",
        "text": "A crew is on its way.",
        "audience": "chosen",
        "services": "ipt-10001\nIPT-99999",
        "title_de": "Faser durchtrennt",
        "text_de": "Ein Trupp ist unterwegs.",
    }
    refused = client.post(address, written)
    assert refused.status_code == 422
    assert "There is nothing with this ID: IPT-99999" in text_of(refused)
    written["services"] = "ipt-10001"
    looked = text_of(client.post(address, written | {"preview": "1"}))
    assert "As customers see it English" in looked
    assert "Faser durchtrennt" in looked
    assert cast.transit.name in looked
    assert not Announcement.objects.exists()
    assert client.post(address, written).status_code == 302
    row = Announcement.objects.get()
    assert list(row.services.all()) == [cast.transit]
    assert row.translations["de"]["title"] == "Faser durchtrennt"
    assert "1 service" in text_of(client.get("/desk/announcements/"))


def test_a_withdrawal_is_undone_from_its_message(cast: Cast, now: datetime) -> None:
    row = announced(cast, now)
    client = browser(cast.faik)
    page = client.post(f"/desk/announcements/{row.id}/withdrawal/", follow=True)
    undo = f"/desk/announcements/{row.id}/return/"
    assert f'action="{undo}"' in page.content.decode()
    client.post(undo)
    assert "Fibre cut" in read(cast.alba)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ends_at": -2}, "The end must be later"),
        ({"begins_at": 1}, "An incident has begun already"),
        ({"is_for_all": False}, "Choose at least one"),
    ],
)
def test_what_makes_no_sense_is_refused(
    cast: Cast, now: datetime, changes: dict[str, Any], sentence: str
) -> None:
    moments = {
        name: now + value * HOUR if name.endswith("_at") else value
        for name, value in changes.items()
    }
    with pytest.raises(Refused, match=sentence):
        announced(cast, now, **moments)


def test_without_the_right_nothing_is_written(cast: Cast, now: datetime) -> None:
    row = announced(cast, now)
    content = Content(kind="notice", title="x", text="y", begins_at=now, is_for_all=True)
    with pytest.raises(Refused, match="Announce to customers"):
        save_announcement(actor=desk(cast.elira), now=now, content=content)
    for action in (end_announcement, withdraw_announcement, put_back_announcement):
        with pytest.raises(Refused, match="Announce to customers"):
            action(actor=desk(cast.elira), now=now, announcement_id=row.id)


def test_who_is_limited_tells_only_their_customers(cast: Cast, now: datetime) -> None:
    foreign = announced(cast, now, is_for_all=False, services=[cast.foreign])
    for_all = announced(cast, now)
    own = announced(cast, now, is_for_all=False, customers=[cast.northwind])
    team = Team.objects.create(name="Northwind only", is_limited=True)
    team.limits.create(customer=cast.northwind)
    Person.objects.filter(id=cast.faik.id).update(is_limited=True)
    team.members.add(cast.faik)
    faik = Person.objects.get(id=cast.faik.id)
    client = browser(faik)
    statuses = {
        row.id: client.get(f"/desk/announcements/{row.id}/").status_code
        for row in (foreign, for_all, own)
    }
    assert statuses == {foreign.id: 404, for_all.id: 404, own.id: 200}
    address = "/desk/announcements/new/"
    for named in ({"customers": "C-2"}, {"services": "IPT-30001"}):
        given = fields_of(client, address) | {"title": "x", "text": "y"} | named
        looked = text_of(client.post(address, given | {"preview": "1"}))
        assert "Southport" not in looked
        assert "Nobody yet" in looked
        assert "There is nothing with this ID" in text_of(client.post(address, given))
    content: dict[str, Any] = {"kind": "notice", "title": "x", "text": "y", "begins_at": now}
    for chosen in ({"is_for_all": True}, {"customers": [cast.southport]}):
        with pytest.raises(Refused, match="your teams only"):
            save_announcement(actor=desk(faik), now=now, content=Content(**content | chosen))


@pytest.mark.parametrize("address", ["/", "/services/IPT-10001/", FORM])
def test_many_announcements_cost_what_one_does(cast: Cast, now: datetime, address: str) -> None:
    costs, client = [], browser(cast.alba)
    client.get(address)
    for more in (1, 5):
        for _number in range(more):
            announced(cast, now, is_for_all=False, services=[cast.transit])
        remembering.forget_all()
        with CaptureQueriesContext(connection) as queries:
            assert "Fibre cut" in text_of(client.get(address))
        costs.append(len(queries))
        asked = [
            each for each in queries if 'FROM "announcements_announcement"' in (each["sql"] or "")
        ]
        assert len(asked) == 1
    assert costs[0] == costs[1]
