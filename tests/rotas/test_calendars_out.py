"""Shifts as a calendar that other programs subscribe to (RFC 5545)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from icalendar import Calendar

from qendra.lib.errors import Refused
from qendra.rotas.actions.calendars import make_calendar_address, revoke_calendar_address
from qendra.rotas.addresses import calendar_url
from qendra.rotas.models import Absence, CalendarAddress, Rota
from qendra.rotas.subscriptions import AHEAD, BEFORE, calendar_of_token
from tests.cast import NOW, Cast, desk
from tests.rotas.duties import local, nightly, weekly, written_rota


@pytest.fixture
def rota(cast: Cast) -> Rota:
    return written_rota(nightly(cast.hana), weekly(cast.elira, cast.faik))


def token_of(address: CalendarAddress) -> str:
    return calendar_url(address).split("/")[-2]


def events(content: bytes) -> list[tuple[str, datetime, datetime]]:
    found = Calendar.from_ical(content).walk("VEVENT")
    return [
        (str(each["summary"]), each.decoded("dtstart"), each.decoded("dtend")) for each in found
    ]


def read(address: CalendarAddress, now: datetime = NOW) -> bytes:
    content = calendar_of_token(token_of(address), "qendra.example", now)
    assert content
    return content


def test_a_whole_rota_has_every_shift_by_name_and_its_gaps(cast: Cast, rota: Rota) -> None:
    Absence.objects.create(
        person=cast.faik, starts_at=local(11, 9), ends_at=local(11, 12), made_at=NOW
    )
    found = events(read(make_calendar_address(actor=desk(cast.jon), now=NOW, rota_id=rota.id)))
    days = [each for each in found if local(11) <= each[1] < local(12)]
    assert days == [
        ("Faik", local(11, 8), local(11, 9)),
        ("Nobody is on call", local(11, 9), local(11, 12)),
        ("Faik", local(11, 12), local(11, 20)),
        ("Hana", local(11, 20), local(12, 8)),
    ]
    assert min(each[1] for each in found) >= NOW - BEFORE
    assert max(each[2] for each in found) <= NOW + AHEAD


def test_one_s_own_are_those_of_all_rotas_and_of_nobody_else(cast: Cast, rota: Rota) -> None:
    written_rota(weekly(cast.hana), name="Management")
    found = events(read(make_calendar_address(actor=desk(cast.hana), now=NOW)))
    assert {title for title, _start, _end in found} == {"On call: NOC", "On call: Management"}
    nights = [each for each in found if each[0] == "On call: NOC"]
    assert (nights[0][2] - nights[0][1]) <= timedelta(hours=12)


def test_it_is_what_rfc_5545_asks_for(cast: Cast, rota: Rota) -> None:
    content = read(make_calendar_address(actor=desk(cast.elira), now=NOW))
    text = content.decode()
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    calendar = Calendar.from_ical(content)
    assert (calendar["version"], calendar["prodid"]) == ("2.0", "-//Qendra//On call//EN")
    found = calendar.walk("VEVENT")
    assert found
    uids = [str(each["uid"]) for each in found]
    assert len(set(uids)) == len(uids)
    for each in found:
        assert each.decoded("dtstamp").utcoffset() == timedelta()
        assert each.decoded("dtstart") < each.decoded("dtend")
        assert not each.errors
    later = Calendar.from_ical(read(CalendarAddress.objects.get(), NOW + timedelta(hours=9)))
    assert set(uids[1:]) <= {str(each["uid"]) for each in later.walk("VEVENT")}


def test_it_is_read_without_signing_in_until_it_is_revoked(
    cast: Cast, rota: Rota, client: Client
) -> None:
    address = make_calendar_address(actor=desk(cast.elira), now=NOW, rota_id=rota.id)
    path = f"/desk/rotas/calendars/{token_of(address)}/shifts.ics"
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    with pytest.raises(Refused, match="Only its owner"):
        revoke_calendar_address(actor=desk(cast.faik), now=NOW, address_id=address.id)
    revoke_calendar_address(actor=desk(cast.elira), now=NOW, address_id=address.id)
    assert client.get(path).status_code == 404


def test_an_address_of_somebody_who_left_or_of_a_rota_that_ended_is_worth_nothing(
    cast: Cast, rota: Rota
) -> None:
    own = make_calendar_address(actor=desk(cast.elira), now=NOW)
    whole = make_calendar_address(actor=desk(cast.faik), now=NOW, rota_id=rota.id)
    rota.ended_at = NOW
    rota.save()
    assert calendar_of_token(token_of(whole), "x", NOW) is None
    cast.elira.is_active = False
    cast.elira.save()
    assert calendar_of_token(token_of(own), "x", NOW) is None


@pytest.mark.parametrize("token", ["1", "1.", "1.aaaa", "x.y.z", "9" * 400])
def test_an_address_that_we_did_not_write_is_worth_nothing(cast: Cast, token: str) -> None:
    assert calendar_of_token(token, "x", NOW) is None


def test_the_same_again_is_the_same_address_and_a_new_one_after_revoking_is_another(
    cast: Cast, rota: Rota
) -> None:
    first = make_calendar_address(actor=desk(cast.elira), now=NOW, rota_id=rota.id)
    assert make_calendar_address(actor=desk(cast.elira), now=NOW, rota_id=rota.id) == first
    revoke_calendar_address(actor=desk(cast.elira), now=NOW, address_id=first.id)
    second = make_calendar_address(actor=desk(cast.elira), now=NOW, rota_id=rota.id)
    assert token_of(second) != token_of(first)
