"""Overview, services and tickets: what is whose, and how much each page asks of the database."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qendra.lib import remembering
from qendra.tickets.actions.moving import move_ticket
from qendra.tickets.states import State
from tests.browsers import Browser
from tests.cast import NOW, Cast, desk, opened

# Sign-in, provider and memberships included. More rows never mean more queries.
# In a process that has just started; later fewer, for what is set is known.
QUERIES = {
    "/": 12,
    "/services/": 8,
    "/services/IPT-10001/": 12,
    "/services/IPT-10001/support/": 9,
    "/services/IPT-10001/support/new/": 16,
    "/tickets/": 7,
    # With the business hours, which say whether a fault may be put off.
    "/tickets/{number}/": 15,
    "/tickets/{number}/sent/": 7,
}


def read(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_overview_shows_open_tickets_and_own_services(alba: Client, cast: Cast) -> None:
    opened(cast, subject="Transit is down")
    done = opened(cast, key="form:2", subject="Long forgotten")
    move_ticket(
        actor=desk(cast.elira), now=NOW, ticket_id=done.id, to=State.CLOSED, reason="Solved."
    )
    page = read(alba, "/")
    assert "Transit is down" in page
    assert "Long forgotten" not in page
    assert "One ticket is open." in page
    assert "Active" in page
    assert cast.transit.code in page
    assert cast.foreign.code not in page


def test_the_overview_leads_to_a_new_ticket_over_the_choice_of_a_service(
    alba: Client, cast: Cast
) -> None:
    assert 'href="/services/?for=ticket"' in read(alba, "/")
    page = read(alba, "/services/?for=ticket&q=transit")
    assert "Choose the service that it is about." in page
    assert 'href="/services/IPT-10001/support/new/"' in page
    assert 'name="for" value="ticket"' in page


def test_whoever_has_one_service_comes_to_its_form_at_once(browser: Browser, cast: Cast) -> None:
    page = read(browser(cast.cedric), "/")
    assert 'href="/services/IPT-30001/support/new/"' in page
    assert "?for=ticket" not in page


def test_whoever_may_not_report_is_offered_no_ticket(browser: Browser, cast: Cast) -> None:
    cast.northwind.memberships.filter(person=cast.besa).update(rights=["see_own"])
    page = read(browser(cast.besa), "/")
    assert "?for=ticket" not in page
    assert "/support/new/" not in page
    assert "IPT-10001" not in read(browser(cast.besa), "/services/?for=ticket")


def test_who_may_report_for_one_of_two_customers_is_led_to_that_one(
    browser: Browser, cast: Cast
) -> None:
    cast.northwind.memberships.filter(person=cast.drita).update(rights=["see_all"])
    page = read(browser(cast.drita), "/")
    assert 'href="/services/IPT-30001/support/new/"' in page
    offered = read(browser(cast.drita), "/services/?for=ticket")
    assert "IPT-30001" in offered
    assert "IPT-10001" not in offered


def test_a_customer_without_anything_is_told_what_to_do(browser: Browser, cast: Cast) -> None:
    cast.southport.services.update(state="ceased")
    page = read(browser(cast.cedric), "/")
    assert "Nothing is open" in page
    assert "No services yet" in page


def test_staff_are_sent_to_the_desk(browser: Browser, cast: Cast) -> None:
    assert browser(cast.elira).get("/").headers["Location"] == "/desk/"


def test_services_are_found_by_name_id_and_site(alba: Client, cast: Cast) -> None:
    for words in ("transit", "ipt-10001", "hq"):
        assert cast.transit.name in read(alba, f"/services/?q={words}")
    assert "No service like that" in read(alba, "/services/?q=submarine")


def test_who_belongs_to_two_customers_sees_which_service_is_whose(
    browser: Browser, cast: Cast
) -> None:
    page = read(browser(cast.drita), "/services/")
    assert page.index("Northwind") < page.index("IPT-10001") < page.index("Southport")
    assert page.index("Southport") < page.index("IPT-30001")


def test_a_service_shows_its_circuits_addresses_and_what_is_promised(
    alba: Client, cast: Cast
) -> None:
    page = read(alba, "/services/ipt-10001/")
    for words in ("TIA-TRN-0001", "192.0.2.0/25", "K-C-1", "First answer within 15 min"):
        assert words in page


def test_the_support_tab_lists_this_services_tickets_only(alba: Client, cast: Cast) -> None:
    opened(cast, subject="About the transit")
    opened(cast, key="form:2", service=cast.server, subject="About the server")
    page = read(alba, "/services/IPT-10001/support/")
    assert "About the transit" in page
    assert "About the server" not in page
    assert page.count("/services/IPT-10001/support/new/") == 1


def test_tickets_are_filtered_by_words_state_and_id(alba: Client, cast: Cast) -> None:
    one = opened(cast, subject="Loss in Vlora")
    opened(cast, key="form:2", subject="Power in rack 12")
    move_ticket(
        actor=desk(cast.elira), now=NOW, ticket_id=one.id, to=State.CLOSED, reason="Solved."
    )
    assert "Loss in Vlora" not in read(alba, "/tickets/")
    assert "Loss in Vlora" in read(alba, "/tickets/?show=closed")
    assert "Power in rack 12" not in read(alba, "/tickets/?q=vlora&show=all")
    assert "Loss in Vlora" in read(alba, f"/tickets/?q=is-{one.number}")
    assert "No ticket like that" in read(alba, "/tickets/?q=nothing")


def test_a_mistyped_ticket_id_is_named_as_such(alba: Client, cast: Cast) -> None:
    number = opened(cast).number
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert "typing error" in read(alba, f"/tickets/?q={wrong}")


def test_who_sees_only_own_reports_counts_only_those(browser: Browser, cast: Cast) -> None:
    opened(cast, subject="Alba's own")
    page = read(browser(cast.besa), "/")
    assert "Alba" not in page
    assert "open ticket" not in page


def test_long_lists_are_paged(alba: Client, cast: Cast) -> None:
    for number in range(21):
        opened(cast, key=f"form:{number}", subject=f"Fault {number}.")
    assert "1 to 20 of 21" in read(alba, "/tickets/")
    assert "21 to 21 of 21" in read(alba, "/tickets/?page=2&show=open")


@pytest.mark.parametrize("address", QUERIES)
@pytest.mark.parametrize("tickets", [1, 6])
def test_a_page_costs_the_same_however_much_it_shows(
    alba: Client, cast: Cast, address: str, tickets: int
) -> None:
    made = [opened(cast, key=f"form:{number}") for number in range(tickets)]
    remembering.forget_all()
    with CaptureQueriesContext(connection) as queries:
        read(alba, address.format(number=made[0].number))
    assert len(queries) == QUERIES[address]
