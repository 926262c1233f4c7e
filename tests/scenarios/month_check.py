"""What was seen of the simulated month beside what the model says: the same, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context

from qendra.escalation.models import Request, Run, Step
from qendra.outbox.models import Message
from qendra.tickets.models import Entry, Ticket
from qendra.tickets.replay import differences
from qendra.tickets.states import State
from tests.scenarios import month_house as house
from tests.scenarios.month import MailServer, Month, minute_of
from tests.scenarios.month_model import seen_of
from tests.scenarios.month_stories import Story

# A story, what the model expects of it, and what was found.
Disagreement = tuple[Story, dict[str, object], dict[str, object]]
# So many lives make it worth while to start more processes, and each takes so many at a time.
MANY, A_SHARE = 500, 50
STATES = {
    State.NEW: "work",
    State.IN_PROGRESS: "work",
    State.WAITING_CUSTOMER: "customer",
    State.WAITING_CARRIER: "carrier",
    State.DEFERRED: "put off",
}


def check(month: Month) -> None:
    """Everything that the model says, and nothing else; and all mails, each once."""
    assert len(month.kills) == len(house.KILLS)
    wrong = disagreements(month)
    assert not wrong, _told(wrong)
    check_mails(month.mails)
    _check_that_people_were_told()
    _check_that_it_was_a_month_at_all()
    sample = Ticket.objects.filter(intake_key__startswith="month:").order_by("id")[:200]
    assert {ticket.id: differences(ticket) for ticket in sample if differences(ticket)} == {}


def disagreements(month: Month) -> list[Disagreement]:
    """The tickets that are not as the model says."""
    asleep = {minute for at, pause in month.kills for minute in range(at, at + pause)}
    wrong = list[Disagreement]()
    for story, expected in zip(month.stories, _expected(month.stories, asleep), strict=True):
        found = _found(Ticket.objects.get(id=month.tickets[story.number]))
        if found != expected:
            wrong.append((story, expected, found))
    return wrong


def _expected(stories: Sequence[Story], asleep: set[int]) -> list[dict[str, object]]:
    """What the model sees of each; many lives are lived at once."""
    if len(stories) < MANY:
        return seen_of(stories, frozenset(asleep))
    shares = [stories[start : start + A_SHARE] for start in range(0, len(stories), A_SHARE)]
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as processes:
        lived = processes.map(seen_of, shares, [frozenset(asleep)] * len(shares))
        return [each for share in lived for each in share]


def _found(ticket: Ticket) -> dict[str, object]:
    by_itself = ticket.entries.filter(actor=None).order_by("id")
    run = Run.objects.filter(ticket=ticket).first()
    responded = ticket.responded_at
    return {
        "pages": [_page(step) for step in Step.objects.filter(run=run).order_by("id")],
        "skipped": [
            (entry.data["level"], minute_of(entry.at))
            for entry in ticket.entries.filter(kind="escalation_skipped").order_by("id")
        ],
        "alarms": _alarms(ticket),
        "requests": [
            (minute_of(request.at), request.outcome)
            for request in Request.objects.filter(ticket=ticket).order_by("id")
        ],
        "deferrals": [
            (minute_of(entry.at), minute_of(datetime.fromisoformat(entry.data["until"])))
            for entry in ticket.entries.filter(kind="deferral_answered").order_by("id")
            if entry.data["accepted"]
        ],
        "reminders": [
            (entry.data["number"], minute_of(entry.at))
            for entry in by_itself.filter(kind="reminded")
        ],
        "ends by itself": [
            (minute_of(entry.at), STATES.get(State(entry.data["after"]), "closed"))
            for entry in by_itself.filter(kind="state")
        ],
        "answered": minute_of(responded) if responded else None,
        "state": STATES.get(State(ticket.state), ticket.state),
        "is red": run is not None and run.is_unheard,
    }


def _page(step: Step) -> tuple[object, ...]:
    person = int(step.holder_name.removeprefix("Holder "))
    taken = minute_of(step.acknowledged_at) if step.acknowledged_at else None
    return (step.level, minute_of(step.at), step.cause, person, taken)


def _alarms(ticket: Ticket) -> list[int]:
    """When somebody who stands behind the ladder was told that nobody is left on it."""
    about = Message.objects.filter(about_id=ticket.id, purpose="escalation_nobody")
    return sorted({minute_of(at) for at in about.values_list("created_at", flat=True)})


def _told(wrong: list[Disagreement]) -> str:
    """The first few tickets on which the model and the product do not agree."""
    lines = [f"{len(wrong)} tickets are not as the model says:"]
    for story, expected, found in wrong[:3]:
        lines.append(f"{story}")
        for name, value in expected.items():
            if value != found[name]:
                lines.append(f"  {name}: expected {value}\n  {name}: found    {found[name]}")
    return "\n".join(lines)


def check_mails(mails: MailServer) -> None:
    """Each left once, and none while the server refused."""
    assert mails.refusals > 0
    messages = Message.objects.all()
    assert set(messages.values_list("state", flat=True)) == {"sent"}
    assert mails.taken == Counter(messages.values_list("message_id", flat=True))
    start, end = house.OUTAGE
    held = {at for at in mails.first_taken_at.values() if start <= at < end}
    assert not held


def _check_that_people_were_told() -> None:
    """Of each page its person at that minute, and of each request who asked, once."""
    pages = Message.objects.filter(purpose="escalation_step")
    rows = pages.values_list("key", "to_address", "created_at")
    sent = sorted((int(key.split(":")[1]), address, at) for key, address, at in rows)
    steps = Step.objects.order_by("id").values_list("id", "holder__email", "at")
    assert sent == list(steps)
    answers = Message.objects.filter(purpose="escalation_answer")
    assert answers.count() == Request.objects.count()
    reminders = Message.objects.filter(purpose="escalation_reminder").values("key")
    reminded = Request.objects.filter(outcome="reminded").count()
    assert len({each["key"].split(":")[1] for each in reminders}) == reminded


def _check_that_it_was_a_month_at_all() -> None:
    """Nothing that the model would not have been asked about."""
    causes = set(Step.objects.values_list("cause", flat=True))
    assert causes >= {"age", "request", "unanswered", "response", "repair"}
    for kind in ("escalation_skipped", "escalation_held", "deferral_answered"):
        assert Entry.objects.filter(kind=kind).exists(), kind
    assert Run.objects.filter(next_step_at__lt=house.START).count() == 0
