"""Calendars, targets, matrices and the duty manager on pages."""

from __future__ import annotations

import pytest
from django.test import Client

from qendra.catalogue.models import Provider
from qendra.escalation.actions.defaults import install_default_matrix
from qendra.escalation.actions.sweeps import catch_up
from qendra.escalation.ladder import Answers, Repeat
from qendra.escalation.models import Matrix
from qendra.escalation.selectors import levels_of, matrix_for
from qendra.sla.models import Calendar, ServiceLevel
from qendra.sla.selectors import current_calendar, service_level_for
from tests.cast import NOW, Cast, opened
from tests.desk.settings.pages import drawn_in, fields_of, text_of

ROOT = "/desk/settings"
HOURS = f"{ROOT}/calendars/business-hours/"
LEVEL = f"{ROOT}/targets/standard/"
MATRIX = f"{ROOT}/matrices/standard/"


@pytest.fixture(autouse=True)
def _matrix(cast: Cast) -> None:
    cast.provider.duty_manager = cast.hana
    cast.provider.save()
    install_default_matrix(now=NOW)


@pytest.mark.parametrize("url", [HOURS, LEVEL, MATRIX, f"{ROOT}/duty-manager/"])
def test_a_page_that_is_saved_as_it_was_drawn_says_the_same(
    cast: Cast, jon: Client, url: str
) -> None:
    before = fields_of(jon, url)
    assert jon.post(url, before).status_code == 302
    assert fields_of(jon, url) == before


def test_hours_become_the_next_version_and_a_month_shows_them(cast: Cast, jon: Client) -> None:
    typed = {"day_5": "09:00-12:00", "day_0": "", "closed_days": "2026-12-31"}
    page = text_of(jon.post(HOURS, fields_of(jon, HOURS) | typed | {"preview": "1"}))
    assert "09:00–12:00" in page
    assert current_calendar("business-hours").version == 1  # type: ignore[union-attr]  # it is there
    jon.post(HOURS, fields_of(jon, HOURS) | typed)
    newest = current_calendar("business-hours")
    assert newest
    assert newest.version == 2
    assert {"weekday": 5, "start": 540, "end": 720} in newest.windows
    assert not [each for each in newest.windows if each["weekday"] == 0]
    level = service_level_for(None)
    assert level
    assert level.version == 2, "what counts in it has a next version too"
    assert "before: 08:00-17:00" in text_of(jon.get(HOURS))


def test_hours_may_begin_on_a_day_and_the_month_shows_both(cast: Cast, jon: Client) -> None:
    typed = {"day_0": "13:00-18:00", "valid_from": "2031-01-13"}
    page = text_of(jon.post(HOURS, fields_of(jon, HOURS) | typed | {"preview": "1"}))
    assert "January 2031 These hours hold from 13 January 2031 on; until then those before." in page
    assert "6 08:00–17:00" in page
    assert "13 13:00–18:00" in page
    assert jon.post(HOURS, fields_of(jon, HOURS) | typed).status_code == 302
    newest = current_calendar("business-hours")
    assert newest
    assert [era["valid_from"] for era in newest.earlier] == [None]
    assert fields_of(jon, HOURS)["valid_from"] == "2031-01-13"


def test_critical_is_always_around_the_clock(cast: Cast, jon: Client) -> None:
    typed = fields_of(jon, LEVEL) | {"critical_calendar": "business-hours"}
    refused = jon.post(LEVEL, typed)
    assert refused.status_code == 422
    assert "Critical counts day and night, unless a contract says otherwise." in text_of(refused)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("valid_from", "soon", "Write the day like 2026-12-24."),
        ("day_0", "8 to 5", "Write hours like 08:00-12:00"),
        ("day_0", "17:00-08:00", "Write hours like 08:00-12:00"),
        ("day_0", "08:00-12:00 11:00-13:00", "Hours must not overlap"),
        ("closed_days", "Christmas", "Write each day like 2026-12-24."),
        ("region", "NOWHERE", "public holidays of that country or region are unknown"),
    ],
)
def test_hours_that_cannot_be_are_refused(
    cast: Cast, jon: Client, field: str, value: str, sentence: str
) -> None:
    refused = jon.post(HOURS, fields_of(jon, HOURS) | {field: value})
    assert refused.status_code == 422
    assert sentence in text_of(refused)
    assert Calendar.objects.filter(slug="business-hours").count() == 1


def test_a_new_calendar_has_a_name_of_its_own(cast: Cast, jon: Client) -> None:
    new = {"name": "Vienna office", "time_zone": "Europe/Vienna", "day_0": "08:00-16:00"}
    for slug in ("vienna-office", "vienna-office-2"):
        assert jon.post(f"{ROOT}/calendars/new/", new | {"country": "AT"}).status_code == 302
        assert current_calendar(slug)


def test_targets_hold_for_what_is_reported_from_then_on(cast: Cast, jon: Client) -> None:
    before = opened(cast)
    due = before.repair_due_at
    page = text_of(jon.post(LEVEL, fields_of(jon, LEVEL) | {"preview": "1"}))
    assert "A fault reported now" in page
    jon.post(LEVEL, fields_of(jon, LEVEL) | {"critical_repair": "2 h", "critical_response": "10"})
    after = opened(cast, key="form:2")
    assert (after.repair_due_at - NOW).total_seconds() == 2 * 3600  # type: ignore[operator]  # it has one
    before.refresh_from_db()
    assert before.repair_due_at == due
    assert "Critical: repair before: 4 h now: 2 h" in text_of(jon.get(LEVEL))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"major_repair": "soon"}, "Write a length like 15 min, 4 h or 1 h 30 min."),
        ({"major_update": "often"}, "Write a length like 15 min, 4 h or 1 h 30 min."),
        ({"major_repair": "5"}, "The first answer must be due before the repair."),
        ({"major_calendar": "lunar"}, "Select a valid choice"),
    ],
)
def test_targets_that_cannot_be_are_refused(
    cast: Cast, jon: Client, changed: dict[str, str], sentence: str
) -> None:
    refused = jon.post(LEVEL, fields_of(jon, LEVEL) | changed)
    assert refused.status_code == 422
    assert sentence in text_of(refused)


def test_a_product_gets_targets_of_its_own(cast: Cast, jon: Client) -> None:
    url = f"{ROOT}/targets/new/"
    scope = {"name": "Transit", "scope_kind": "product", "scope_code": "ipt"}
    assert jon.post(url, fields_of(jon, url) | scope | {"scope_code": "X"}).status_code == 422
    assert jon.post(url, fields_of(jon, url) | scope).status_code == 302
    assert str(service_level_for(cast.transit)) == "Transit"
    assert "Product IPT" in text_of(jon.get(f"{ROOT}/targets/"))
    again = jon.post(url, fields_of(jon, url) | scope)
    assert "There is a service level for this already" in text_of(again)


def test_a_matrix_is_a_ladder_and_running_tickets_keep_theirs(cast: Cast, jon: Client) -> None:
    ticket = opened(cast)
    catch_up(now=NOW)
    fields = fields_of(jon, MATRIX) | {
        "level_1_role": "Shift lead",
        "level_1_holder": str(cast.faik.id),
        "level_1_critical": "20 min",
    }
    page = text_of(jon.post(MATRIX, fields | {"preview": "1"}))
    assert "Shift lead Faik Critical 20 min" in page
    assert jon.post(MATRIX, fields).status_code == 302
    matrix = matrix_for(None)
    assert matrix
    assert (matrix.version, matrix.levels.get(number=1).holder) == (2, cast.faik)
    assert ticket.escalation_run.ladder.levels[0].role == "Support supervisor"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"level_2_role": ""}, "Levels follow one another without a gap."),
        ({"level_2_critical": "30 min"}, "It must be later than the level below."),
        ({"level_1_low": "later"}, "Write a length like"),
        ({"level_1_email": "x@x.example"}, "belongs to a person: choose one."),
    ],
)
def test_a_matrix_that_is_no_ladder_is_refused(
    cast: Cast, jon: Client, changed: dict[str, str], sentence: str
) -> None:
    refused = jon.post(MATRIX, fields_of(jon, MATRIX) | changed)
    assert refused.status_code == 422
    assert sentence in text_of(refused)
    assert Matrix.objects.count() == 1


def test_no_level_is_left_without_anybody(cast: Cast, jon: Client) -> None:
    Provider.objects.update(duty_manager=None)
    refused = jon.post(MATRIX, fields_of(jon, MATRIX))
    assert refused.status_code == 422
    assert "Level 1 has nobody, and there is no duty manager to stand in." in text_of(refused)


def test_the_duty_manager_is_somebody_who_can_be_reached(cast: Cast, jon: Client) -> None:
    url = f"{ROOT}/duty-manager/"
    assert jon.post(url, {"duty_manager": cast.alba.id}).status_code == 422
    assert jon.post(url, fields_of(jon, url) | {"duty_manager": cast.faik.id}).status_code == 302
    assert Provider.objects.get().duty_manager == cast.faik
    assert "Hana" in text_of(jon.get(url))


@pytest.mark.parametrize(
    ("url", "field", "first", "second"),
    [
        (HOURS, "name", "One", "Other"),
        (LEVEL, "critical_response", "5 min", "6 min"),
        (MATRIX, "level_1_role", "One", "Other"),
    ],
)
def test_two_administrators_at_one_policy(
    cast: Cast, jon: Client, url: str, field: str, first: str, second: str
) -> None:
    mine = fields_of(jon, url) | {field: second}
    jon.post(url, fields_of(jon, url) | {field: first})
    crossed = jon.post(url, mine)
    assert crossed.status_code == 409
    assert "Changed meanwhile:" in text_of(crossed)
    assert second in crossed.content.decode()
    assert jon.post(url, mine | {"drawn": drawn_in(crossed)}).status_code == 302
    assert ServiceLevel.objects.exists()


def test_what_is_not_there_has_no_page(cast: Cast, jon: Client) -> None:
    for kind in ("calendars", "targets", "matrices"):
        assert jon.get(f"{ROOT}/{kind}/nothing/").status_code == 404
        assert jon.get(f"{ROOT}/{kind}/").status_code == 200
        assert jon.get(f"{ROOT}/{kind}/new/").status_code == 200


def test_a_matrix_says_until_when_a_level_acknowledges_and_how_the_last_is_told_again(
    cast: Cast, jon: Client
) -> None:
    typed = {"level_1_answer_critical": "5 min", "repeat_every": "10", "repeat_most": "4"}
    typed |= {"request_minor": "2 h"}
    assert jon.post(MATRIX, fields_of(jon, MATRIX) | typed).status_code == 302
    matrix = matrix_for(None)
    assert matrix
    assert matrix.repeat == Repeat(minutes=10, most=4)
    assert matrix.requests == Answers(critical=30, major=60, minor=120, low=240)
    first = levels_of(matrix)[0]
    assert (first.answers.critical, first.answers.major, first.answers.minor) == (5, 30, None)
    for wrong, sentence in (
        ({"repeat_most": ""}, "give both or neither"),
        ({"level_2_answer_low": "soon"}, "Write a length like"),
    ):
        refused = jon.post(MATRIX, fields_of(jon, MATRIX) | wrong)
        assert refused.status_code == 422
        assert sentence in text_of(refused)


def test_a_dry_run_tells_a_saturday_night_by_the_ladder_as_it_is_typed(
    cast: Cast, jon: Client
) -> None:
    typed = {
        "level_1_role": "Shift lead",
        "level_1_holder": str(cast.faik.id),
        "level_2_answer_critical": "",
        "repeat_most": "1",
        "try_at": "2026-12-05T23:10",
    }
    page = text_of(jon.post(MATRIX, fields_of(jon, MATRIX) | typed | {"preview": "1"}))
    for words in (
        "Sat 5 Dec, 23:10 Critical reported",
        "Sun 6 Dec, 00:10 Level 1, Shift lead, is told: Faik, faik@",
        "Sun 6 Dec, 00:25 Level 2, NOC manager, is told: Hana,",
        "as the level below has not acknowledged in time",
        "Sun 6 Dec, 02:10 Level 3, Head of operations, is told: Hana,",
        "Sun 6 Dec, 02:25 Level 4",
        "Sun 6 Dec, 02:55 Level 4, Managing director, is told again",
    ):
        assert words in page
    heard = typed | {"try_heard": "yes", "try_priority": "minor", "preview": "1"}
    page = text_of(jon.post(MATRIX, fields_of(jon, MATRIX) | heard))
    assert "Mon 7 Dec, 12:00 Level 1, Shift lead, is told: Faik" in page
    assert "Mon 7 Dec, 12:05 Faik acknowledges as level 1, Shift lead." in page
    assert Matrix.objects.count() == 1


def test_the_picture_says_what_is_wrong_before_anything_is_saved(cast: Cast, jon: Client) -> None:
    wrong = fields_of(jon, MATRIX) | {"level_2_critical": "30 min", "preview": "1"}
    assert "What is typed makes no ladder yet" in text_of(jon.post(MATRIX, wrong))
    Provider.objects.update(duty_manager=None)
    page = text_of(jon.get(MATRIX))
    assert "Level 1 has nobody, and there is no duty manager to stand in." in page
    assert "Nobody is left: the supervisors are told." in page
    unknown = fields_of(jon, MATRIX) | {"try_service": "NO-1", "preview": "1"}
    assert "There is no service NO-1" in text_of(jon.post(MATRIX, unknown))
