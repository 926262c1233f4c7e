"""What an operator does about webhooks: the command line, and what the doctor says."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from qendra.project import cli
from qendra.project.doctor import webhooks as doctor
from qendra.tickets.models import News
from qendra.webhooks.models import Delivery, Webhook
from tests.cast import Cast, opened
from tests.project.programs import is_one_plain_sentence
from tests.webhooks.hooks import made, pass_on

Captured = pytest.CaptureFixture[str]
URL = "https://receiver.invalid/"


@pytest.fixture
def webhook(cast: Cast) -> Webhook:
    """Of Alba, with one delivery that waits."""
    now = datetime.now(UTC)
    webhook = made(URL, cast.alba, cast.northwind, kinds=["opened"], now=now)
    opened(cast, now=now)
    pass_on(now)
    return webhook


def printed(capsys: Captured, *arguments: str) -> str:
    assert cli.main(["webhook", *arguments]) == 0
    return capsys.readouterr().out


def test_the_list_says_whose_they_are_how_they_do_and_what_waits(
    cast: Cast, webhook: Webhook, capsys: Captured
) -> None:
    made(URL, cast.elira)
    Webhook.objects.filter(owner=cast.elira).update(
        failures=2, failing_since=datetime(2026, 3, 11, 9, tzinfo=UTC)
    )
    of_alba, of_elira = printed(capsys, "list").splitlines()[1:]
    assert of_alba.split() == [str(webhook.id), "Alba", "C-1", "enabled", "1", URL]
    assert "staff" in of_elira
    assert "failing since 03-11 09:00" in of_elira


def test_it_is_disabled_and_enabled(webhook: Webhook, capsys: Captured) -> None:
    assert "disabled" in printed(capsys, "disable", str(webhook.id))
    assert "disabled (owner)" in printed(capsys, "list")
    assert "of Alba is enabled" in printed(capsys, "enable", str(webhook.id))
    webhook.refresh_from_db()
    assert webhook.is_enabled


def test_the_log_prints_every_attempt_and_the_replay_queues(
    webhook: Webhook, capsys: Captured
) -> None:
    delivery = Delivery.objects.get()
    delivery.log.create(at=datetime(2026, 3, 11, 9, tzinfo=UTC), milliseconds=7, status=503)
    lines = printed(capsys, "log", str(webhook.id)).splitlines()
    assert lines == [
        f"{delivery.id}  {delivery.message_id}  opened  waiting",
        "    2026-03-11 09:00:00  7 ms  503",
    ]
    Delivery.objects.update(state="delivered")
    number = str(webhook.id)
    assert "Queued 1" in printed(capsys, "replay", number, "--delivery", str(delivery.id))
    Delivery.objects.update(state="delivered")
    assert "Queued 1" in printed(capsys, "replay", number, "--since", "2026-01-01T00:00")
    assert "replay" in printed(capsys, "log", number, "--limit", "1")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["log", "999999"], 1),
        (["log", "x"], 2),
        (["enable", "999999"], 1),
        (["disable", "999999"], 1),
        (["replay", "999999", "--since", "2026-03-11T09:00"], 1),
        (["replay", "999999", "--since", "soon"], 2),
        (["replay", "999999"], 2),
        (["replay", "999999", "--since", "2026-03-11T09:00", "--delivery", "1"], 2),
        (["nonsense"], 2),
    ],
)
@pytest.mark.usefixtures("cast")
def test_what_cannot_be_done_is_said_in_one_sentence(
    arguments: list[str], code: int, capsys: Captured
) -> None:
    assert cli.main(["webhook", *arguments]) == code
    assert is_one_plain_sentence(capsys.readouterr().err)


def test_so_many_deliveries_are_not_printed(webhook: Webhook, capsys: Captured) -> None:
    assert cli.main(["webhook", "log", str(webhook.id), "--limit", "0"]) == 2
    assert is_one_plain_sentence(capsys.readouterr().err)


def test_the_doctor_names_news_and_deliveries_that_wait_too_long(
    cast: Cast, webhook: Webhook
) -> None:
    now = datetime.now(UTC)
    opened(cast, key="form:2", now=now)
    assert doctor.news(now).is_well
    assert doctor.webhooks(now).is_well
    later = now + timedelta(minutes=16)
    assert f"too long: {News.objects.count()}." in doctor.news(later).sentence
    assert "qendra worker" in doctor.news(later).remedy
    assert "Webhooks overdue: 1;" in doctor.webhooks(later).sentence
    assert "qendra worker" in doctor.webhooks(later).remedy
    # One that backs off is not overdue.
    Webhook.objects.update(next_attempt_at=later)
    assert doctor.webhooks(later).is_well


def test_the_doctor_names_disabled_webhooks_and_blames_us_for_our_own(
    cast: Cast, webhook: Webhook
) -> None:
    now = datetime.now(UTC)
    Webhook.objects.update(disabled_at=now, disabled_because="failing")
    of_customer = doctor.webhooks(now)
    assert (of_customer.is_well, str(webhook.id) in of_customer.sentence) == (True, True)
    ours = made(URL, cast.elira)
    Webhook.objects.filter(id=ours.id).update(disabled_at=now, disabled_because="gone")
    found = doctor.webhooks(now)
    assert f"{webhook.id}, {ours.id}." in found.sentence
    assert "qendra webhook enable" in found.remedy
    Webhook.objects.update(disabled_because="owner")
    assert doctor.webhooks(now).sentence.endswith("failed: none.")


def test_the_doctor_looks_at_webhooks(cast: Cast, capsys: Captured) -> None:
    cli.main(["doctor", "--json"])
    names = {each["name"] for each in json.loads(capsys.readouterr().out)["checks"]}
    assert {"news", "webhooks", "loop news", "loop webhooks"} <= names
