"""NUL, which no database text holds, is answered with words on every face."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.api.calls import program
from tests.cast import Cast

NOT_READ = "We could not read what arrived"


@pytest.mark.parametrize(
    "address",
    ["/services/?q=%00", "/services/ipt-10101%00/", "/tickets/?q=a%00b", "/?%00=1", "/%00"],
)
def test_the_panel_says_that_it_could_not_read_the_address(cast: Cast, address: str) -> None:
    client = Client()
    client.force_login(cast.alba)
    answer = client.get(address)
    assert answer.status_code == 400
    assert NOT_READ in answer.content.decode()


@pytest.mark.parametrize(
    "address", ["/desk/?q=%00", "/desk/calls/new/?find=1&q=%00", "/desk/tickets/IS%00/"]
)
def test_the_desk_says_that_it_could_not_read_the_address(cast: Cast, address: str) -> None:
    client = Client()
    client.force_login(cast.elira)
    answer = client.get(address)
    assert answer.status_code == 400
    assert NOT_READ in answer.content.decode()


def test_the_page_speaks_the_language_of_its_reader(cast: Cast) -> None:
    answer = Client().get("/services/?q=%00", headers={"accept-language": "ar"})
    assert answer.status_code == 400
    assert '<html lang="ar" dir="rtl"' in answer.content.decode()


@pytest.mark.parametrize("address", ["/services/?q=a%2500", "/services/?q=%26%2300"])
def test_words_that_only_look_like_it_are_searched(cast: Cast, address: str) -> None:
    client = Client()
    client.force_login(cast.alba)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("name", ["q", "service", "customer", "choose_service", "choose_customer"])
def test_a_call_goes_on_when_it_is_posted(cast: Cast, name: str) -> None:
    client = Client()
    client.force_login(cast.elira)
    answer = client.post("/desk/calls/new/", {"find": "1", "q": "DS-20001", name: "DS-2\x000001"})
    assert answer.status_code == 200


def test_the_search_of_a_call_leaves_it_out(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.elira)
    answer = client.post("/desk/calls/new/", {"find": "1", "q": "DS-2\x000001"})
    assert answer.context["subject"].service.code == "DS-20001"


@pytest.mark.parametrize("address", ["/tickets?service=%00", "/tickets/IS%00", "/services/a%00"])
def test_the_api_answers_with_its_own_problem_details(cast: Cast, address: str) -> None:
    answer = program(cast.alba, cast.northwind).get(address)
    assert answer.status == 422
    assert "NUL" in answer.body["errors"][0]["detail"]
