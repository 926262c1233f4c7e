"""The page of the priority matrix: nine cells, what they would change, and who changed them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qendra.lib.remembering import forget_all
from qendra.tickets.matrices import current_matrix
from qendra.tickets.priority import Thresholds, Urgency
from tests.cast import Cast, opened
from tests.desk.settings.pages import drawn_in, fields_of, text_of

URL = "/desk/settings/priorities/"
MEDIUM = "service_affecting_medium"


def test_a_page_that_is_saved_as_it_was_drawn_writes_no_version(cast: Cast, jon: Client) -> None:
    assert jon.post(URL, fields_of(jon, URL)).status_code == 302
    assert current_matrix().version == 1


def test_a_preview_names_the_open_tickets_that_would_move_and_saves_nothing(
    cast: Cast, jon: Client
) -> None:
    opened(cast, key="form:1", urgency=Urgency.MEDIUM, subject="Slow at noon")
    opened(cast, key="form:2", urgency=Urgency.HIGH, subject="Dead since ten")
    typed = fields_of(jon, URL) | {MEDIUM: "critical", "preview": "1"}
    page = text_of(jon.post(URL, typed))
    assert "1 of the newest 2 open tickets would have another priority" in page
    assert "Slow at noon" in page
    assert "Dead since ten" not in page
    assert current_matrix().version == 1


def test_a_preview_without_effect_says_so(cast: Cast, jon: Client) -> None:
    opened(cast)
    page = text_of(jon.post(URL, fields_of(jon, URL) | {MEDIUM: "critical", "preview": "1"}))
    assert "Of the newest 1 open tickets none would have another priority." in page


def test_a_preview_costs_the_same_however_many_tickets_would_move(cast: Cast, jon: Client) -> None:
    typed = fields_of(jon, URL) | {MEDIUM: "critical", "preview": "1"}

    def previewed() -> tuple[int, str]:
        forget_all()
        with CaptureQueriesContext(connection) as queries:
            page = text_of(jon.post(URL, typed))
        return len(queries), page

    opened(cast, key="form:0", urgency=Urgency.MEDIUM)
    cost, _page = previewed()
    for number in range(1, 12):
        opened(cast, key=f"form:{number}", urgency=Urgency.MEDIUM)
    more, page = previewed()
    assert "12 of the newest 12 open tickets" in page
    assert more == cost


def test_saving_writes_the_next_version_and_the_history_tells_who_changed_what(
    cast: Cast, jon: Client
) -> None:
    assert jon.post(URL, fields_of(jon, URL) | {MEDIUM: "critical"}).status_code == 302
    assert current_matrix().version == 2
    page = text_of(jon.get(URL))
    assert "This is version 2." in page
    assert "Service affecting, urgency Medium before: Major" in page


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            {"service_affecting_high": "minor"},
            "This is worse than “Degradation, urgency High”, which is Major: choose Major or more",
        ),
        (
            {"degradation_low": "critical"},
            "This is worse than “Degradation, urgency Low”, which is Critical",
        ),
        ({"degradation_low": "severe"}, "Select a valid choice"),
    ],
)
def test_something_worse_never_has_less(
    cast: Cast, jon: Client, changed: dict[str, str], sentence: str
) -> None:
    refused = jon.post(URL, fields_of(jon, URL) | changed)
    assert refused.status_code == 422
    assert sentence in text_of(refused)
    assert current_matrix().version == 1


def test_the_numbers_from_which_it_rises_are_set_on_the_page(cast: Cast, jon: Client) -> None:
    typed = fields_of(jon, URL) | {"customers": "2", "buyers": "0"}
    assert jon.post(URL, typed).status_code == 302
    matrix = current_matrix()
    assert (matrix.version, matrix.thresholds) == (2, Thresholds(customers=2, buyers=0))
    page = text_of(jon.get(URL))
    assert "Customers on one device or carrier before: 3" in page
    assert jon.post(URL, fields_of(jon, URL) | {"minutes": "0"}).status_code == 422


def test_whoever_saves_second_is_told_and_may_save_again(cast: Cast, jon: Client) -> None:
    mine = fields_of(jon, URL) | {"degradation_medium": "major"}
    jon.post(URL, fields_of(jon, URL) | {MEDIUM: "critical"})
    crossed = jon.post(URL, mine)
    assert crossed.status_code == 409
    assert "Changed meanwhile:" in text_of(crossed)
    again = mine | {MEDIUM: "critical", "drawn": drawn_in(crossed)}
    assert jon.post(URL, again).status_code == 302
    assert current_matrix().version == 3
