"""The desk says in red that no worker has swept for two minutes, though the worker is dead."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from qendra.jobs.actions import record_beat
from qendra.jobs.models import Heartbeat
from qendra.jobs.worker import LOOPS
from qendra.lib import remembering
from qendra.project import pulse_watch
from qendra.project.pulse_watch import PulseWatch
from qendra.project.standstill import PULSE, Pulse, Standstill
from tests.cast import NOW, Cast

SECOND = timedelta(seconds=1)
TWO_MINUTES = timedelta(minutes=2)
BAR = "The worker stands still, since"
PAGES = ("/desk/", "/desk/keys/", "/desk/settings/", "/desk/calls/new/", "/desk/doctor/")


def beat(at: datetime, *names: str) -> None:
    for name in names or LOOPS:
        record_beat(name=name, now=at)


@pytest.mark.django_db
def test_after_two_minutes_it_is_said_and_goes_away_by_itself() -> None:
    beat(NOW)
    assert PULSE.standstill(NOW + TWO_MINUTES) is None
    silent = NOW + TWO_MINUTES + SECOND
    assert PULSE.standstill(silent) == Standstill(NOW, is_whole=True)
    beat(silent)
    remembering.forget_all()
    assert PULSE.standstill(silent + SECOND) is None


@pytest.mark.django_db
def test_one_loop_that_stands_still_is_a_part_of_it() -> None:
    beat(NOW)
    beat(NOW + 3 * SECOND, "escalate")
    silent = NOW + TWO_MINUTES + SECOND
    assert PULSE.standstill(silent) == Standstill(NOW, is_whole=True)
    remembering.forget_all()
    beat(NOW, "escalate")
    later = NOW + 2 * TWO_MINUTES
    beat(later, *(name for name in LOOPS if name != "escalate"))
    assert PULSE.standstill(later) == Standstill(NOW, is_whole=False)


@pytest.mark.django_db
def test_a_worker_that_never_ran_is_missed_after_two_minutes_too() -> None:
    pulse = Pulse()
    assert pulse.standstill(NOW) is None
    assert pulse.standstill(NOW + TWO_MINUTES) is None
    found = pulse.standstill(NOW + TWO_MINUTES + SECOND)
    assert found == Standstill(NOW, is_whole=True)


@pytest.mark.django_db
def test_pages_of_two_minutes_rest_on_one_read(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    beat(NOW)
    pulse = Pulse()
    with django_assert_num_queries(1):
        for seconds in range(0, 121, 10):
            assert pulse.standstill(NOW + seconds * SECOND) is None


@pytest.mark.django_db
@pytest.mark.parametrize("url", PAGES)
def test_every_page_of_the_desk_says_it_and_it_is_spoken(
    cast: Cast, client: Client, url: str
) -> None:
    client.force_login(cast.jon)
    beat(timezone.now())
    page = client.get(url).text
    assert BAR not in page
    assert 'class="standstill" role="alert" data-live="standstill"' in page
    remembering.forget_all()
    beat(timezone.now() - timedelta(minutes=5))
    page = client.get(url).text
    assert BAR in page
    assert 'href="/desk/doctor/">What is wrong</a>' in page


@pytest.mark.django_db
def test_who_cannot_mend_it_is_told_whom_to_tell(cast: Cast, client: Client) -> None:
    beat(timezone.now() - timedelta(minutes=5))
    client.force_login(cast.elira)
    page = client.get("/desk/").text
    assert "Tell whoever runs this installation." in page
    assert "/desk/doctor/" not in page


@pytest.mark.django_db
def test_customers_are_not_told(cast: Cast, client: Client) -> None:
    beat(timezone.now() - timedelta(minutes=5))
    client.force_login(cast.alba)
    assert "standstill" not in client.get("/").text


@pytest.mark.django_db
def test_an_open_page_asks_for_the_bar_alone(cast: Cast, client: Client) -> None:
    client.force_login(cast.elira)
    beat(timezone.now())
    first = client.get("/desk/standstill/", headers={"X-Fragment": "0"})
    assert "standstill__bar" not in first.text
    asked = {"X-Fragment": "0", "If-None-Match": first["ETag"]}
    assert client.get("/desk/standstill/", headers=asked).status_code == 304
    Heartbeat.objects.update(at=timezone.now() - timedelta(minutes=5))
    remembering.forget_all()
    assert BAR in client.get("/desk/standstill/", headers=asked).text


def test_open_pages_are_told_when_it_falls_silent_and_when_it_is_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pulse_watch, "OFTEN", 0.001)
    monkeypatch.setattr(pulse_watch, "GRACE", 0.0)
    silent = datetime.now(UTC) - timedelta(minutes=5)
    # Never, silent twice, back for a twentieth of a second, silent again.
    heard = [None, silent, silent, datetime.now(UTC) - TWO_MINUTES + SECOND / 20, silent, silent]
    told: list[int] = []
    watch = Scripted(heard, lambda: told.append(len(heard)))
    asyncio.run(watch.until_done())
    assert told == [4, 2, 1]


class Scripted(PulseWatch):
    """What the database says is written down beforehand."""

    def __init__(self, heard: list[datetime | None], changed: Callable[[], None]) -> None:
        super().__init__("postgresql://nowhere", changed)
        self._script = heard
        self._done = asyncio.Event()

    async def until_done(self) -> None:
        self.start()
        await self._done.wait()
        await self.stop()

    async def _heard_at(self) -> datetime | None:
        if len(self._script) == 1:
            self._done.set()
        return self._script.pop(0)
