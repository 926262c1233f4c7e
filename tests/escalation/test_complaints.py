"""What users of other systems asked for in vain, and what happens here.

Each test names the thread in which they asked.
"""

from __future__ import annotations

from datetime import timedelta

from qendra.accounts.actor import Actor, Channel
from qendra.escalation.actions.acknowledging import acknowledge_step
from qendra.escalation.actions.matrices import publish_matrix
from qendra.escalation.ladder import Ages, Level
from qendra.escalation.models import Step
from tests.cast import NOW, Cast, desk
from tests.escalation.night import Night, publish

HOUR = timedelta(hours=1)


def test_osticket_5197_level_one_after_two_hours_two_after_four_three_after_eight(
    cast: Cast,
) -> None:
    hours, people = (2, 4, 8), (cast.faik, cast.hana, cast.jon)
    levels = [
        Level(
            number=number,
            role=f"Level {number}",
            ages=Ages(critical=60 * h, major=60 * h, minor=60 * h, low=60 * h),
            holder_id=person.id,
        )
        for number, (h, person) in enumerate(zip(hours, people, strict=True), start=1)
    ]
    publish_matrix(actor=desk(cast.jon), now=NOW, slug="rfc", name="As asked", levels=levels)
    night = Night(cast)
    night.report()
    night.forward(days=1)
    assert night.step_times() == [NOW + h * HOUR for h in hours]
    assert night.told() == ["faik", "hana", "jon"]


def test_goalert_4548_a_step_with_nobody_does_not_wait_its_delay(night: Night) -> None:
    for person in (night.cast.faik, night.cast.hana):
        person.is_active = False
        person.save()
    night.report()
    night.forward(hours=1)
    assert night.steps() == [(3, NOW + HOUR, "age")]


def test_zammad_2532_three_levels_go_to_three_different_people(night: Night) -> None:
    night.report()
    night.forward(hours=3)
    assert night.told() == ["faik", "hana", "jon"]


def test_helpdesk_2051_it_goes_to_the_next_manager_when_the_first_does_not_act(
    night: Night,
) -> None:
    night.report()
    night.forward(hours=2)
    assert not Step.objects.filter(acknowledged_at__isnull=False).exists()
    assert night.told() == ["faik", "hana"]


def test_erpnext_6049_it_keeps_escalating_up_to_the_top(night: Night) -> None:
    night.report("low")
    night.forward(days=30)
    assert night.levels() == [1, 2, 3, 4]


def test_chatwoot_6889_a_forgotten_ticket_goes_to_a_manager(night: Night) -> None:
    night.report()
    assert night.ticket.assignee is None
    night.forward(hours=1)
    assert night.levels() == [1]


def test_uptime_kuma_795_nobody_is_bothered_below_their_level(night: Night) -> None:
    night.report()
    night.forward(hours=2, minutes=59)
    assert "jon" not in night.told()
    assert "iris" not in night.told()


def test_oncall_an_acknowledgement_by_one_does_not_silence_the_rest(night: Night) -> None:
    night.report()
    night.forward(hours=1)
    actor = Actor(night.cast.faik, Channel.LINK)
    acknowledge_step(actor=actor, now=night.now, step_id=Step.objects.get().id)
    night.forward(hours=1)
    assert night.told() == ["faik", "hana"]


def test_gitlab_a_running_ticket_keeps_the_rules_it_started_with(night: Night) -> None:
    night.report()
    publish(night.cast.iris)
    night.forward(hours=4)
    assert night.told() == ["faik", "hana", "jon", "iris"]
