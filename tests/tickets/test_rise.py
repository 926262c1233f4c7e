"""A fault that hits a site or many customers rises by one step, by itself and once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from qendra.catalogue.models import Circuit, Customer, Device, Product, Service
from qendra.lib.errors import Refused
from qendra.lib.work import piece_of_work
from qendra.outbox.models import Message
from qendra.tickets.actions.conversation import CustomerMessage, add_customer_message
from qendra.tickets.actions.facts import change_priority
from qendra.tickets.actions.rising import raise_far_reaching
from qendra.tickets.actions.writing import Words
from qendra.tickets.facts import Fact, FactName, Source
from qendra.tickets.models import Ticket
from qendra.tickets.priority import (
    FIRST,
    Impact,
    Priority,
    Reach,
    Thresholds,
    Urgency,
    priority_of,
    raised,
)
from qendra.tickets.replay import differences
from qendra.tickets.rise import Fault, Found, Shared, far_reaching
from qendra.tickets.selectors import participants
from qendra.tickets.taking_part import participants_of_all
from tests.cast import NOW, Cast, desk, opened, panel

LATER = NOW + timedelta(hours=2)
CARRIER = (Shared.CARRIER, 7)
MINUTE = timedelta(minutes=1)


def fault(
    ticket: int, customer: int, minute: int = 0, thing: tuple[Shared, int] = CARRIER
) -> Fault:
    return Fault(ticket, ticket, customer, NOW + minute * MINUTE, frozenset({thing}))


@pytest.mark.parametrize("priority", list(Priority))
def test_a_rise_is_one_step_and_never_above_critical(priority: Priority) -> None:
    steps = list(Priority)
    assert raised(priority, Reach.SITE) == steps[max(0, steps.index(priority) - 1)]
    assert raised(priority, Reach.SERVICE) == raised(priority, None) == priority


def test_the_matrix_alone_decides_where_one_service_is_hit() -> None:
    given = ("fault", Impact.SERVICE_AFFECTING, Urgency.MEDIUM)
    assert priority_of(FIRST, *given) == "major"
    assert priority_of(FIRST, *given, Reach.CUSTOMERS) == "critical"


@pytest.mark.parametrize(
    ("faults", "expected"),
    [
        ([fault(1, 1), fault(2, 2), fault(3, 3)], {1, 2, 3}),
        ([fault(1, 1), fault(2, 2), fault(3, 2)], set()),
        ([fault(1, 1), fault(2, 2), fault(3, 3, 61)], set()),
        # Only the one in the middle has both others within the hour.
        ([fault(1, 1), fault(2, 2, 50), fault(3, 3, 100)], {2}),
        ([fault(1, 1), fault(2, 2), fault(3, 3, thing=(Shared.CARRIER, 8))], set()),
        # One customer's site counts services; a product wants five customers.
        ([fault(each, 1, thing=(Shared.SITE, 1)) for each in (1, 2, 3)], {1, 2, 3}),
        ([fault(each, each, thing=(Shared.PRODUCT, 1)) for each in (1, 2, 3, 4)], set()),
        ([fault(each, each, thing=(Shared.PRODUCT, 1)) for each in range(5)], set(range(5))),
    ],
)
def test_as_many_as_the_threshold_within_its_time_reach_further(
    faults: Sequence[Fault], expected: set[int]
) -> None:
    asked = [each.ticket for each in faults]
    assert set(far_reaching(faults, asked, Thresholds())) == expected


def test_the_nearest_thing_explains_it_and_nought_means_never() -> None:
    device = (Shared.DEVICE, 3)
    faults = [Fault(n, n, n, NOW, frozenset({CARRIER, device})) for n in (1, 2, 3)]
    assert far_reaching(faults, [1], Thresholds()) == {1: Found(Reach.CUSTOMERS, device, 3)}
    assert far_reaching(faults, [1], Thresholds(customers=0)) == {}


class Watched(Fault):
    """A fault that counts how often anybody asks when it came in."""

    asked = 0

    def __getattribute__(self, name: str) -> object:
        if name == "opened_at":
            Watched.asked += 1
        return super().__getattribute__(name)


def test_a_storm_costs_what_it_has_faults_not_its_square() -> None:
    things = frozenset({CARRIER, (Shared.PRODUCT, 1)})
    storm = [Watched(n, n % 50, n % 40, NOW + n * MINUTE / 60, things) for n in range(2_000)]
    found = far_reaching(storm, range(2_000), Thresholds())
    assert len(found) == 2_000
    assert Watched.asked < 15 * len(storm) * len(things)


@given(
    faults=st.lists(
        st.tuples(st.integers(0, 8), st.integers(0, 6), st.integers(0, 240), st.booleans()),
        max_size=25,
    )
)
def test_the_moving_window_counts_what_lies_within_the_hour(
    faults: list[tuple[int, int, int, bool]],
) -> None:
    site = (Shared.SITE, 1)
    made = [
        Fault(n, service, customer, NOW + m * MINUTE, frozenset({site} if here else {CARRIER}))
        for n, (service, customer, m, here) in enumerate(faults)
    ]
    expected = {}
    for each in made:
        near = [
            other
            for other in made
            if other.hangs_on == each.hangs_on
            and abs(other.opened_at - each.opened_at) <= timedelta(hours=1)
        ]
        on_site = site in each.hangs_on
        count = len({other.service if on_site else other.customer for other in near})
        if count >= 3:
            expected[each.ticket] = count
    found = far_reaching(made, range(len(made)), Thresholds())
    assert {ticket: each.count for ticket, each in found.items()} == expected


def customers_of_the_carrier(cast: Cast, many: int) -> list[Service]:
    """Services of as many customers on the carrier of the cast's circuit, each a product's."""
    made = []
    for number in range(many):
        customer = Customer.objects.create(name=f"Firm {number}", external_id=f"F-{number}")
        product = Product.objects.create(code=f"P{number}", name=f"Product {number}")
        service = Service.objects.create(
            code=f"SV-{number}", name="Line", product=product, customer=customer
        )
        Circuit.objects.create(
            code=f"LINE-{number}",
            service=service,
            a_end="A",
            z_end="Z",
            carrier=cast.carrier,
            carrier_reference=f"R{number}",
        )
        made.append(service)
    return made


def reported(cast: Cast, service: Service, at: datetime = NOW, **changes: object) -> Ticket:
    given = {"urgency": Urgency.MEDIUM, "customer": service.customer, "service": service}
    return opened(cast, now=at, key=f"form:{service.code}:{at}", **(given | changes))


def fresh(tickets: Sequence[Ticket]) -> list[Ticket]:
    return list(Ticket.objects.filter(id__in=[each.id for each in tickets]).order_by("id"))


def test_the_third_customer_of_a_carrier_raises_all_three_once(cast: Cast) -> None:
    services = customers_of_the_carrier(cast, 3)
    first = [reported(cast, each) for each in services[:2]]
    assert raise_far_reaching(now=NOW) == 2
    assert {each.priority for each in fresh(first)} == {"major"}
    due = [each.repair_due_at for each in fresh(first)]
    tickets = [*first, reported(cast, services[2], NOW + 20 * MINUTE)]
    now = NOW + 21 * MINUTE
    raise_far_reaching(now=now)
    for ticket in fresh(tickets):
        assert (ticket.priority, ticket.reach) == ("critical", "customers")
        assert not differences(ticket)
        body = ticket.entries.get(kind="priority")
        assert body.key == f"rise:{ticket.id}"
        assert body.data["name"] == "Adria Carrier"
    sooner = [each.repair_due_at for each in fresh(first)]
    assert all(a and b and a < b for a, b in zip(sooner, due, strict=True))
    for _again in range(3):
        raise_far_reaching(now=now)
    assert [each.entries.filter(kind="priority").count() for each in tickets] == [1, 1, 1]


def test_twelve_that_rise_ask_the_database_no_more_than_three(cast: Cast) -> None:
    asked = []
    services = customers_of_the_carrier(cast, 15)
    for hour, several in enumerate((services[:3], services[3:])):
        at = NOW + timedelta(hours=3 * hour)
        tickets = [reported(cast, each, at) for each in several]
        with piece_of_work(), CaptureQueriesContext(connection) as queries:
            raise_far_reaching(now=at)
        assert {each.reach for each in fresh(tickets)} == {"customers"}
        asked.append(len(queries))
    assert asked[1] <= asked[0]


def test_who_takes_part_in_many_is_who_takes_part_in_each(cast: Cast) -> None:
    tickets = [opened(cast, key=str(number)) for number in range(3)]
    message = CustomerMessage(
        key="a", words=Words(text="Still down."), received_at=NOW, source=Source.FORM
    )
    add_customer_message(actor=panel(cast.drita), now=NOW, ticket_id=tickets[1].id, message=message)
    together = participants_of_all(tickets)
    assert together == {each.id: participants(each) for each in tickets}
    assert len(together[tickets[1].id]) == 2


def test_the_impact_stays_what_was_said(cast: Cast) -> None:
    degraded = (Fact(FactName.IMPACT, "degradation", Source.FORM),)
    services = customers_of_the_carrier(cast, 3)
    tickets = [reported(cast, each, facts=degraded) for each in services]
    raise_far_reaching(now=NOW)
    for ticket in fresh(tickets):
        assert (ticket.impact, ticket.urgency, ticket.priority) == (
            "degradation",
            "medium",
            "major",
        )


def test_what_interrupts_nothing_neither_counts_nor_rises(cast: Cast) -> None:
    services = customers_of_the_carrier(cast, 3)
    nothing = (Fact(FactName.IMPACT, "non_service_affecting", Source.FORM),)
    tickets = [reported(cast, services[0], facts=nothing)]
    tickets += [reported(cast, each) for each in services[1:]]
    raise_far_reaching(now=NOW)
    assert [each.reach for each in fresh(tickets)] == [None, None, None]


def test_three_services_of_a_site_are_the_site(cast: Cast) -> None:
    third = Service.objects.create(
        code="DS-20002",
        name="Another server",
        product=cast.server.product,
        customer=cast.northwind,
        site=cast.server.site,
    )
    tickets = [reported(cast, each) for each in (cast.transit, cast.server, third)]
    raise_far_reaching(now=NOW)
    assert {each.reach for each in fresh(tickets)} == {"site"}
    mail = Message.objects.filter(purpose="priority").first()
    assert mail
    assert "3 services of this site have a fault at the same time." in mail.text


def test_customers_on_one_device_are_many(cast: Cast) -> None:
    services = customers_of_the_carrier(cast, 3)
    Circuit.objects.update(carrier=None, carrier_reference="")
    device = Device.objects.create(name="edge-1")
    device.services.set(services)
    tickets = [reported(cast, each) for each in services]
    raise_far_reaching(now=NOW)
    assert {each.reach for each in fresh(tickets)} == {"customers"}


def test_what_an_agent_takes_back_never_rises_again_by_itself(cast: Cast) -> None:
    services = customers_of_the_carrier(cast, 3)
    tickets = [reported(cast, each) for each in services]
    raise_far_reaching(now=NOW)
    lowered = change_priority(
        actor=desk(cast.elira),
        now=NOW,
        ticket_id=tickets[0].id,
        impact=Impact.SERVICE_AFFECTING,
        urgency=Urgency.MEDIUM,
        reach=Reach.SERVICE,
        reason="A broken cable in their own office.",
    )
    assert (lowered.priority, lowered.reach) == ("major", "service")
    Ticket.objects.update(reach_due=True)
    raise_far_reaching(now=NOW)
    (again, *others) = fresh(tickets)
    assert (again.priority, again.reach) == ("major", "service")
    assert {each.priority for each in others} == {"critical"}


def test_an_agent_says_that_many_are_hit_and_a_later_correction_keeps_it(cast: Cast) -> None:
    ticket = opened(cast, urgency=Urgency.MEDIUM)
    given = {"actor": desk(cast.elira), "now": NOW, "ticket_id": ticket.id, "reason": "A cut."}
    said = change_priority(
        impact=Impact.SERVICE_AFFECTING,
        urgency=Urgency.MEDIUM,
        reach=Reach.SITE,
        **given,  # type: ignore[arg-type]  # as above
    )
    assert (said.priority, said.reach) == ("critical", "site")
    milder = change_priority(impact=Impact.DEGRADATION, urgency=Urgency.LOW, **given)  # type: ignore[arg-type]  # as above
    assert (milder.priority, milder.reach) == ("minor", "site")
    assert not differences(milder)


def test_a_request_reaches_nowhere(cast: Cast) -> None:
    ticket = opened(cast, kind="request", facts=())
    with pytest.raises(Refused):
        change_priority(
            actor=desk(cast.elira),
            now=NOW,
            ticket_id=ticket.id,
            impact=None,
            urgency=Urgency.LOW,
            reach=Reach.SITE,
            reason="All of us.",
        )


def test_what_is_older_than_a_day_does_not_rise_any_more(cast: Cast) -> None:
    tickets = [reported(cast, each) for each in customers_of_the_carrier(cast, 3)]
    assert raise_far_reaching(now=NOW + timedelta(days=2)) == 3
    assert {each.reach for each in fresh(tickets)} == {None}
    assert raise_far_reaching(now=NOW + timedelta(days=2)) == 0


def test_looking_around_costs_the_same_however_many_came_in(cast: Cast) -> None:
    services = customers_of_the_carrier(cast, 14)
    Circuit.objects.update(carrier=None, carrier_reference="")

    def cost(some: Sequence[Service], at: datetime) -> int:
        for each in some:
            reported(cast, each, at)
        with CaptureQueriesContext(connection) as queries:
            raise_far_reaching(now=at)
        return len(queries)

    few = cost(services[:4], NOW)
    assert cost(services[4:], LATER) == few
