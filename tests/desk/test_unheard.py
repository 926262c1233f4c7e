"""A ticket at the top of its ladder that nobody took is red, in the list and on its page."""

from __future__ import annotations

from dataclasses import replace

from django.test import Client

from qendra.accounts.actor import Actor, Channel
from qendra.escalation.actions.acknowledging import acknowledge_step
from qendra.escalation.ladder import DEFAULT_ANSWERS
from qendra.escalation.models import Step
from tests.cast import Cast
from tests.desk.settings.pages import text_of
from tests.escalation.night import Night, levels_of, publish_levels

RED = "Nobody has taken it"


def test_it_is_red_until_somebody_takes_it(cast: Cast, elira: Client) -> None:
    (level,) = levels_of(cast.faik)
    publish_levels([replace(level, answers=DEFAULT_ANSWERS)])
    night = Night(cast)
    night.report()
    pages = ("/desk/queues/escalated/", f"/desk/tickets/{night.ticket.number}/")
    night.forward(minutes=59)
    assert not any(RED in text_of(elira.get(page)) for page in pages)
    night.forward(minutes=1)
    assert all(RED in text_of(elira.get(page)) for page in pages)
    actor = Actor(cast.faik, Channel.LINK)
    acknowledge_step(actor=actor, now=night.now, step_id=Step.objects.get().id)
    assert not any(RED in text_of(elira.get(page)) for page in pages)
