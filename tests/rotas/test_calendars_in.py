"""Absences and shifts from the calendar file of another program."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qendra.lib.errors import Refused
from qendra.outbox.models import Message
from qendra.rotas.actions.reading import read_absences, read_shifts
from qendra.rotas.ical.reading import MOST_BYTES, MOST_EVENTS, Found, Unreadable, events_of
from qendra.rotas.models import Absence, Override
from tests.cast import NOW, Cast, desk
from tests.rotas.duties import ZONE, local, weekly, written_rota


def event(uid: str = "1", start: str = "20260312T080000", end: str = "20260312T100000",
          *more: str) -> list[str]:  # fmt: skip
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTART{start if ':' in start else f';TZID=Europe/Tirane:{start}'}",
        f"DTEND{end if ':' in end else f';TZID=Europe/Tirane:{end}'}",
        *more,
        "END:VEVENT",
    ]


def calendar(*events: list[str]) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Somebody//EN"]
    lines += [line for each in events for line in each]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def read(*events: list[str], weeks: int = 8) -> list[Found]:
    return events_of(calendar(*events), ZONE, NOW, NOW + timedelta(weeks=weeks))


def days(found: list[Found]) -> list[tuple[datetime, datetime]]:
    return [(each.start, each.end) for each in found]


def test_hours_days_and_lengths_are_read_in_the_zone_that_is_theirs() -> None:
    day = event("2", ";VALUE=DATE:20260313", ";VALUE=DATE:20260316")
    far = event("3", ":20260314T080000Z", ":20260314T090000Z")
    floating = event("4", ":20260317T080000", ":20260317T090000")
    assert days(read(event(), day, far, floating)) == [
        (local(12, 8), local(12, 10)),
        (local(13), local(16)),
        (local(14, 9), local(14, 10)),
        (local(17, 8), local(17, 9)),
    ]
    whole = ["BEGIN:VEVENT", "UID:5", "DTSTART;VALUE=DATE:20260313", "END:VEVENT"]
    short = ["BEGIN:VEVENT", "UID:6", "DTSTART:20260314T080000Z", "DURATION:PT90M", "END:VEVENT"]
    assert days(read(whole, short)) == [
        (local(13), local(14)),
        (local(14, 9), local(14, 10, 30)),
    ]


def test_an_event_that_comes_again_keeps_its_hour_when_the_clocks_change() -> None:
    found = read(event("1", "20260309T080000", "20260309T100000", "RRULE:FREQ=WEEKLY;COUNT=5"))
    assert [each.start.astimezone(ZONE).strftime("%d %H:%M") for each in found] == [
        "16 08:00", "23 08:00", "30 08:00", "06 08:00",
    ]  # fmt: skip
    assert found[1].start.utcoffset() != found[2].start.utcoffset()


def test_times_that_were_moved_left_out_or_called_off_are_not_read_twice() -> None:
    series = event(
        "1", "20260312T080000", "20260312T100000",
        "RRULE:FREQ=DAILY;UNTIL=20260316T070000Z", "EXDATE;TZID=Europe/Tirane:20260313T080000",
    )  # fmt: skip
    moved = event("1", "20260314T120000", "20260314T130000",
                  "RECURRENCE-ID;TZID=Europe/Tirane:20260314T080000")  # fmt: skip
    off = event("1", "20260315T080000", "20260315T100000",
                "RECURRENCE-ID;TZID=Europe/Tirane:20260315T080000", "STATUS:CANCELLED")  # fmt: skip
    assert days(read(series, moved, off)) == [
        (local(12, 8), local(12, 10)),
        (local(14, 12), local(14, 13)),
        (local(16, 8), local(16, 10)),
    ]


@pytest.mark.parametrize(
    "rule",
    ["FREQ=SECONDLY", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYEASTER=1", "FREQ=X"],
)
def test_a_rule_that_could_keep_us_counting_is_not_followed(rule: str) -> None:
    with pytest.raises(Unreadable):
        read(event("1", "20260312T080000", "20260312T090000", f"RRULE:{rule}"))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"garbage",
        b"\xff\xfe\x00\x01" * 9,
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n",
        calendar(["BEGIN:VEVENT", "UID:1", "END:VEVENT"]),
        calendar(event("1", "20261399T080000", "20260312T090000")),
        b"x" * (MOST_BYTES + 1),
        calendar(*(event(str(number)) for number in range(MOST_EVENTS + 1))),
    ],
)
def test_what_is_no_calendar_is_one_error(content: bytes) -> None:
    with pytest.raises(Unreadable):
        events_of(content, ZONE, NOW, NOW + timedelta(weeks=1))


def test_titles_that_are_private_are_nobody_else_s_business() -> None:
    (found,) = read(event("1", "20260312T080000", "20260312T090000", "SUMMARY:A", "CLASS:PRIVATE"))
    assert found.title == ""


def test_absences_are_entered_once_and_move_with_their_event(cast: Cast) -> None:
    def again(*events: list[str], now: datetime = NOW) -> tuple[int, int]:
        found = read_absences(
            actor=desk(cast.elira), now=now, person_id=cast.elira.id, content=calendar(*events)
        )
        return found.made, found.known

    first, second = event("1"), event("2", "20260320T080000", "20260321T080000", "SUMMARY:Corfu")
    assert again(first, second) == (2, 0)
    assert again(first, second) == (0, 2)
    assert Absence.objects.get(reason="Corfu").ends_at == local(21, 8)
    assert again(first, event("2", "20260320T080000", "20260323T080000", "SUMMARY:Corfu")) == (1, 1)
    standing = Absence.objects.filter(withdrawn_at=None)
    assert [each.ends_at for each in standing.order_by("starts_at")] == [
        local(12, 10),
        local(23, 8),
    ]
    running = event("1", "20260312T080000", "20260312T110000")
    assert again(running, now=local(12, 9)) == (1, 0)
    assert again(running, now=local(12, 9, 30)) == (0, 1)


def test_absences_of_others_need_the_right(cast: Cast) -> None:
    with pytest.raises(Refused, match="Manage rotas"):
        read_absences(
            actor=desk(cast.elira), now=NOW, person_id=cast.hana.id, content=calendar(event())
        )


def test_shifts_are_whose_address_or_name_the_event_has(cast: Cast) -> None:
    rota = written_rota(weekly(cast.elira))
    by_mail = event("1", "20260312T080000", "20260312T200000",
                    f"ATTENDEE;CN=Somebody:mailto:{cast.hana.email}")  # fmt: skip
    by_name = event("2", "20260313T080000", "20260313T200000", "SUMMARY:Faik on duty")
    nobody = event("3", "20260314T080000", "20260314T200000", "SUMMARY:Maintenance")
    content = calendar(by_mail, by_name, nobody)
    found = read_shifts(actor=desk(cast.jon), now=NOW, rota_id=rota.id, content=content)
    assert (found.made, found.known, found.refused) == (2, 0, ["Maintenance"])
    people = Override.objects.order_by("starts_at").values_list("person__name", flat=True)
    assert list(people) == ["Hana", "Faik"]
    assert sorted(Message.objects.values_list("purpose", "to_address")) == [
        ("rota_shifts", cast.faik.email),
        ("rota_shifts", cast.hana.email),
    ]
    again = read_shifts(actor=desk(cast.jon), now=NOW, rota_id=rota.id, content=content)
    assert (again.made, again.known) == (0, 2)
    assert Message.objects.count() == 2


def test_a_file_is_read_on_the_page_and_a_wrong_one_is_told(cast: Cast, client: Client) -> None:
    client.force_login(cast.elira)
    tomorrow = datetime.now(ZoneInfo("UTC")) + timedelta(days=1)
    day = event("1", f";VALUE=DATE:{tomorrow:%Y%m%d}", f";VALUE=DATE:{tomorrow:%Y%m%d}")

    def send(content: bytes) -> int:
        file = SimpleUploadedFile("mine.ics", content)
        sent = {"person": cast.elira.id, "file": file}
        return client.post("/desk/rotas/calendars/absences/", sent).status_code

    assert send(b"garbage") == 422
    assert send(calendar(day[:3] + day[4:])) == 302
    assert Absence.objects.get().person == cast.elira
