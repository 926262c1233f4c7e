"""Reads for the pages of staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db.models import QuerySet

from qendra.accounts.models import Person
from qendra.api.models import Token
from qendra.call_backs.selectors import call_backs_of
from qendra.catalogue.models import Provider
from qendra.escalation.models import Level, Step
from qendra.escalation.selectors import places_of
from qendra.rotas.models import Rota
from qendra.rotas.selectors import rotas_of
from qendra.tickets.models import Ticket
from qendra.webhooks.models import Webhook


@dataclass(frozen=True, slots=True)
class Held:
    """What somebody has at this moment, and would leave behind."""

    tickets: int
    call_backs: int
    places: list[Level]
    rotas: list[Rota]
    is_duty_manager: bool
    steps: int
    teams: list[str]
    tokens: int
    webhooks: int
    devices: int


def held_by(person: Person, now: datetime) -> Held:
    """Everything that leaving ends or hands over."""
    steps = Step.objects.filter(holder=person, acknowledged_at__isnull=True)
    return Held(
        tickets=open_tickets_of(person).count(),
        call_backs=call_backs_of(person).count(),
        places=places_of(person.id),
        rotas=rotas_of(person.id, now),
        is_duty_manager=Provider.objects.filter(duty_manager=person).exists(),
        steps=steps.filter(run__ticket__closed_at__isnull=True).count(),
        teams=list(person.teams.order_by("name").values_list("name", flat=True)),
        tokens=Token.objects.filter(person=person, revoked_at__isnull=True).count(),
        webhooks=Webhook.objects.filter(owner=person, disabled_at__isnull=True).count(),
        devices=UserSession.objects.filter(user=person).count(),
    )


def open_tickets_of(person: Person) -> QuerySet[Ticket]:
    """What somebody has in hand."""
    return Ticket.objects.filter(closed_at__isnull=True, assignee=person).order_by("id")
