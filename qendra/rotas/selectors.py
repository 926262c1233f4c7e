"""Reads: rotas as the rules know them, and who is on call."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.accounts.selectors import staff_with_right
from qendra.rotas import rules
from qendra.rotas.models import Absence, Deputy, Override, Plan, Rota
from qendra.rotas.written import pure_plan

A_MOMENT = timedelta(microseconds=1)
THE_END = datetime.max.replace(tzinfo=UTC)


def current_rotas() -> QuerySet[Rota]:
    """Those in which somebody is on call, by name."""
    return Rota.objects.filter(ended_at__isnull=True).order_by("name", "id")


def names_of_rotas(rota_ids: Collection[int]) -> dict[int, str]:
    """The names of these rotas by their IDs."""
    return dict(Rota.objects.filter(id__in=rota_ids).values_list("id", "name"))


def on_duty_people() -> QuerySet[Person]:
    """Who can be on call: whoever opens the desk and has an address, by name."""
    return staff_with_right(Right.SEE).exclude(email=None)


def newest_plan(rota: Rota) -> Plan:
    """The plan that was saved last; it may begin later."""
    return rota.plans.order_by("-version")[0]


def people_in(plan: Plan) -> set[int]:
    """Everybody who takes turns by this plan."""
    return {person for layer in plan.layers for person in layer["people"]}


def plans_to_come(rota: Rota, now: datetime) -> list[Plan]:
    """The plan that holds now, and those after it, in order."""
    return list(_plans([rota.id], now, THE_END))


def rotas_of(person_id: int, now: datetime) -> list[Rota]:
    """The rotas in whose plans, of now or later, this person takes turns."""
    plans = _plans(current_rotas().values_list("id", flat=True), now, THE_END)
    named = {plan.rota_id for plan in plans if person_id in people_in(plan)}
    return list(current_rotas().filter(id__in=named))


def pure_rotas(rota_ids: Collection[int], start: datetime, end: datetime) -> dict[int, rules.Rota]:
    """These rotas as the rules know them, with all that counts from ``start`` to ``end``.

    Five queries, however many rotas there are.
    """
    if not rota_ids:
        return {}
    plans = defaultdict[int, list[rules.Plan]](list)
    for plan in _plans(rota_ids, start, end):
        plans[plan.rota_id].append(pure_plan(plan))
    overrides = defaultdict[int, list[rules.Override]](list)
    for row in overrides_between(start, end).filter(rota__in=rota_ids):
        overrides[row.rota_id].append(_pure_override(row))
    away, deputies = _pure_absences(start, end), _deputies()
    found = {
        rota_id: rules.Rota(tuple(plans[rota_id]), tuple(overrides[rota_id]), away, deputies)
        for rota_id in rota_ids
    }
    gone = _gone(found.values())
    return {rota_id: replace(rota, gone=gone) for rota_id, rota in found.items()}


def pure_rota(rota_id: int, start: datetime, end: datetime) -> rules.Rota:
    """One rota as the rules know it, with all that counts from ``start`` to ``end``."""
    return pure_rotas([rota_id], start, end)[rota_id]


def on_call_now(rota_ids: Collection[int], now: datetime) -> dict[int, Person | None]:
    """Who is on call in each of these rotas at this moment; None: nobody. Six queries at most."""
    found = pure_rotas(rota_ids, now, now + A_MOMENT)
    duties = {rota_id: rules.on_call(rota, now) for rota_id, rota in found.items()}
    people = people_by_id({duty.person for duty in duties.values() if duty})
    return {rota_id: people.get(duty.person) if duty else None for rota_id, duty in duties.items()}


def people_elsewhere(start: datetime, end: datetime) -> rules.Rota:
    """Everybody's absences of these moments, and who stands in: a rota without a plan.

    One query while nobody is away, three at most.
    """
    away = _pure_absences(start, end)
    alone = rules.Rota((), absences=away, deputies=_deputies() if away else ())
    return replace(alone, gone=_gone([alone])) if away else alone


def stand_in_of(person_id: int, now: datetime) -> int | None:
    """Who is told in place of this person at this moment: themselves while they are there.

    None: they are away, and so is whoever stands in, or nobody does.
    """
    alone = people_elsewhere(now, now + A_MOMENT)
    return rules.stand_in(alone, person_id, now)


def people_by_id(person_ids: Collection[int]) -> dict[int, Person]:
    """These people by their IDs; no query for nobody."""
    return Person.objects.in_bulk(list(person_ids)) if person_ids else {}


def people_of(rota: rules.Rota) -> set[int]:
    """Everybody whom a rota names anywhere."""
    layers = chain.from_iterable(plan.layers for plan in rota.plans)
    named = set(chain.from_iterable(layer.people for layer in layers))
    named |= {override.person for override in rota.overrides}
    named |= set(chain.from_iterable(rota.deputies))
    return named | {absence.deputy for absence in rota.absences if absence.deputy is not None}


def _plans(rota_ids: Iterable[int], start: datetime, end: datetime) -> QuerySet[Plan]:
    """Those that hold within, in order: from the one that holds at the start on."""
    begun = Plan.objects.filter(Q(since__isnull=True) | Q(since__lte=start), rota=OuterRef("rota"))
    first = begun.values("rota").annotate(newest=Max("version")).values("newest")
    later = Plan.objects.filter(rota__in=rota_ids, version__gte=Coalesce(Subquery(first), 1))
    return later.filter(Q(since__isnull=True) | Q(since__lt=end)).order_by("rota", "version")


def overrides_between(start: datetime, end: datetime) -> QuerySet[Override]:
    """The overrides that hold at any moment of these, in the order in which they were made."""
    holding = Override.objects.filter(withdrawn_at__isnull=True)
    return holding.filter(starts_at__lt=end, ends_at__gt=start).order_by("id")


def absences_between(start: datetime, end: datetime) -> QuerySet[Absence]:
    """The absences of any moment of these, in the order in which they were entered."""
    holding = Absence.objects.filter(withdrawn_at__isnull=True)
    return holding.filter(starts_at__lt=end, ends_at__gt=start).order_by("id")


def _pure_override(row: Override) -> rules.Override:
    return rules.Override(row.person_id, row.starts_at, row.ends_at, row.instead_of_id)


def _pure_absences(start: datetime, end: datetime) -> tuple[rules.Absence, ...]:
    return tuple(
        rules.Absence(row.person_id, row.starts_at, row.ends_at, row.deputy_id)
        for row in absences_between(start, end)
    )


def _deputies() -> tuple[tuple[int, int], ...]:
    return tuple(Deputy.objects.order_by("id").values_list("person_id", "deputy_id"))


def _gone(rotas: Iterable[rules.Rota]) -> frozenset[int]:
    """Whoever of these rotas left, or has no address to be told at."""
    named = set(chain.from_iterable(people_of(rota) for rota in rotas))
    gone = Person.objects.filter(Q(is_active=False) | Q(email__isnull=True), id__in=named)
    return frozenset(gone.values_list("id", flat=True))


def deputies_of(people: QuerySet[Person]) -> list[Deputy]:
    """Who always stands in for these people, by name."""
    found = Deputy.objects.filter(person__in=people, person__is_active=True)
    return list(found.select_related("person", "deputy").order_by("person__name"))
