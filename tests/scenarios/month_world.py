"""The house of the simulated month as rows: people, rotas, services, hours, promises, ladders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from qendra.accounts.actions import create_person
from qendra.accounts.actor import SYSTEM
from qendra.accounts.models import Person
from qendra.accounts.rights import DefaultRole
from qendra.catalogue.actions import activate_service
from qendra.catalogue.models import Contract, Customer, Product, Service, Site
from qendra.escalation.actions.matrices import Scope, publish_matrix
from qendra.escalation.conditions import Conditions
from qendra.escalation.ladder import Ages, Answers, Repeat
from qendra.escalation.ladder import Level as Rung
from qendra.rotas.actions.absences import enter_absence, set_deputy
from qendra.rotas.actions.overrides import make_override
from qendra.rotas.actions.plans import save_rota
from qendra.rotas.layers import Hours as Turns
from qendra.rotas.layers import Layer
from qendra.rotas.rules import Plan
from qendra.sla.actions import (
    add_calendar,
    add_service_level,
    new_calendar_version,
    new_service_level_version,
)
from qendra.sla.calendar import Window
from qendra.sla.drafts import Hours, Promised
from tests.cast import NOW, Cast
from tests.scenarios import month_house as house
from tests.scenarios import month_people
from tests.scenarios.month import at

CUSTOMERS = 20


def people_of(cast: Cast) -> list[Person]:
    """Those who hold levels, the duty manager last."""
    people = [
        create_person(
            name=f"Holder {number}",
            email=f"holder{number}@interspace.example",
            password="correct horse battery staple",
            now=NOW,
            roles=[DefaultRole.LADDER_HOLDER],
            time_zone="Europe/Berlin",
            phone="",
        )
        for number in range(month_people.PEOPLE)
    ]
    cast.provider.duty_manager = people[month_people.DUTY]
    cast.provider.save()
    return people


def make_rotas(people: Sequence[Person]) -> dict[str, int]:
    """The rotas by name, and everybody's absences and deputies."""
    for person, deputy in month_people.DEPUTIES.items():
        set_deputy(actor=SYSTEM, now=NOW, person_id=people[person].id, deputy_id=people[deputy].id)
    for away in month_people.ABSENCES:
        enter_absence(
            actor=SYSTEM,
            now=NOW,
            person_id=people[away.person].id,
            starts_at=at(away.start),
            ends_at=at(away.end),
            deputy_id=None if away.deputy is None else people[away.deputy].id,
        )
    return {name: _rota(people, name, rota) for name, rota in month_people.ROTAS.items()}


def _rota(people: Sequence[Person], name: str, rota: month_people.Rota) -> int:
    plan = Plan(rota.zone, tuple(_layer(people, layer) for layer in rota.layers))
    made = save_rota(actor=SYSTEM, now=NOW, rota_id=None, name=name, plan=plan)
    for each in rota.overrides:
        make_override(
            actor=SYSTEM,
            now=NOW,
            rota_id=made.id,
            person_id=people[each.person].id,
            starts_at=at(each.start),
            ends_at=at(each.end),
            instead_of_id=None if each.instead_of is None else people[each.instead_of].id,
        )
    return made.id


def _layer(people: Sequence[Person], layer: month_people.Layer) -> Layer:
    only = layer.only
    return Layer(
        name="",
        people=tuple(people[each].id for each in layer.people),
        begins=layer.begins,
        at=layer.at,
        length=timedelta(hours=layer.hours),
        only=Turns(frozenset(only.days), only.start, only.end) if only else None,
    )


def services_of(wanted: int) -> list[Service]:
    """So many services of twenty customers; every fourth under the American contract."""
    products = {code: Product.objects.create(code=code, name=code) for code in ("NET", "SHIFT")}
    contracts = [_contract(number) for number in range(CUSTOMERS)]
    made = []
    for number in range(wanted):
        known = house.service(number)
        contract = contracts[0 if known.promises == "american" else 1 + number % (CUSTOMERS - 1)]
        product = products["SHIFT" if known.promises == "shifts" else "NET"]
        made.append(_service(number, product, contract))
    return made


def _contract(number: int) -> Contract:
    customer = Customer.objects.create(name=f"Customer {number}", external_id=f"M-{number}")
    Site.objects.create(customer=customer, name="HQ", time_zone="Europe/Berlin")
    return Contract.objects.create(
        code=f"M-{number}", customer=customer, valid_from=date(2025, 1, 1)
    )


def _service(number: int, product: Product, contract: Contract) -> Service:
    return activate_service(
        code=f"{product.code}-{number}",
        name=f"Service {number}",
        product=product,
        customer=contract.customer,
        contract=contract,
        site=contract.customer.sites.get(),
        now=NOW,
    )


def make_promises(services: Sequence[Service]) -> None:
    """Calendars and service levels; Germany's public holidays are the product's to know."""
    for name, week in house.CALENDARS.items():
        windows = [
            Window(day, start, end) for day, some in enumerate(week.windows) for start, end in some
        ]
        hours = Hours(
            name=name,
            time_zone=week.zone,
            always=not windows,
            windows=tuple(windows),
            country="DE" if name == "business-hours" else "",
            closed_days=() if name == "business-hours" else tuple(week.closed),
        )
        known = name in {"24x7", "business-hours"}
        write = new_calendar_version if known else add_calendar
        write(actor=SYSTEM, now=NOW, slug=name, hours=hours)
    new_service_level_version(
        actor=SYSTEM, now=NOW, slug="standard", name="Standard", promised=_promised("standard")
    )
    scopes = {"american": services[2].contract, "shifts": services[1].product}
    for name, scope in scopes.items():
        add_service_level(
            actor=SYSTEM,
            now=NOW,
            slug=name,
            name=name,
            promised=_promised(name),
            scope=scope,
            business_hours=house.PROMISES[name].hours,
        )


def _promised(name: str) -> dict[str, Promised]:
    return {
        priority: Promised(answer, repair, calendar)
        for priority, (answer, repair, calendar) in house.PROMISES[name].goals.items()
    }


def make_matrices(people: Sequence[Person], services: Sequence[Service]) -> None:
    """One for everybody, one of a product, one of a contract, some of single services."""
    holders = Holders(people, make_rotas(people))
    publish(holders, "standard", None, "standard")
    publish(holders, "conditioned", services[1].product, "conditioned")
    publish(holders, "quiet", services[2].contract, "quiet")
    number = count(1)
    for place, service in enumerate(services):
        if house.service(place).matrix == "hasty":
            publish(holders, "hasty", service, f"hasty-{next(number)}")


@dataclass(frozen=True)
class Holders:
    """Whoever may hold a level, by what the house calls them."""

    people: Sequence[Person]
    rotas: Mapping[str, int]

    def person(self, holder: int | str | None) -> int | None:
        return self.people[holder].id if isinstance(holder, int) else None

    def rota(self, holder: int | str | None) -> int | None:
        return self.rotas[holder] if isinstance(holder, str) else None


def publish(holders: Holders, name: str, scope: Scope | None, slug: str) -> None:
    """A matrix of the house as the product keeps it."""
    matrix = house.MATRICES[name]
    asked = {each: matrix.asked.get(each) for each in house.PRIORITIES}
    levels = [
        Rung(
            number=place + 1,
            role=f"Level {place + 1}",
            ages=Ages(**{each: ages[place] for each, ages in matrix.ages.items()}),
            holder_id=holders.person(holder),
            rota_id=holders.rota(holder),
            answers=Answers(**asked),
        )
        for place, holder in enumerate(matrix.holders)
    ]
    publish_matrix(
        actor=SYSTEM,
        now=NOW,
        slug=slug,
        name=slug,
        levels=levels,
        scope=scope,
        repeat=Repeat(minutes=matrix.repeat[0], most=matrix.repeat[1]) if matrix.repeat else None,
        conditions=Conditions(**matrix.at_once, reopenings=matrix.often),
    )
