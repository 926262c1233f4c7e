"""What the worker writes: claims, how attempts ended, and the end of the log."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from qendra.outbox.cleaning import one_line
from qendra.paging.messages import Verdict
from qendra.paging.models import Attempt, Heard, Page, State
from qendra.paging.retries import delay_after, is_hopeless

# An attempt ends within seconds; a page must not wait long for a worker that died.
LEASE = timedelta(minutes=1)
KEPT = timedelta(days=90)
MAX_WORDS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How an attempt ended. ``wish``: how long the other side asks us to wait at least."""

    at: datetime
    took: timedelta
    verdict: Verdict
    status: int | None = None
    answer: str = ""
    wish: timedelta = field(default_factory=timedelta)


def claim_due(*, now: datetime, limit: int) -> list[Page]:
    """Take up to ``limit`` due pages for a minute, the longest waiting first.

    Committed before it returns. A page whose lease ran out is taken again: its worker died,
    maybe after the other side had taken it; it goes again under the same ID, and that is counted.
    """
    values = {"now": now, "lease_until": now + LEASE, "limit": limit}
    with transaction.atomic(durable=True):
        claimed = [page.pk for page in Page.objects.raw(_CLAIM, values)]
    if not claimed:
        return []
    return list(
        Page.objects.filter(pk__in=claimed).select_related("transport", "way").order_by("id")
    )


# The inner query stands alone (MATERIALIZED): inside a join the planner might run it again
# and claim more than the limit.
_CLAIM = """
    WITH due AS MATERIALIZED (
        SELECT id FROM paging_page
        WHERE state = 'waiting' AND next_attempt_at <= %(now)s
        ORDER BY next_attempt_at, id
        LIMIT %(limit)s
        FOR UPDATE SKIP LOCKED
    )
    UPDATE paging_page
    SET attempts = attempts + 1,
        repeats = repeats + (lease_until IS NOT NULL)::int,
        lease_until = %(lease_until)s,
        next_attempt_at = %(lease_until)s
    WHERE id IN (SELECT id FROM due)
    RETURNING id
"""


@transaction.atomic
def settle(*, page: Page, outcome: Outcome) -> bool:
    """Write down how the attempt ended; False when the lease was lost: another worker has it."""
    # The lease is the fence: only its holder may say how the attempt ended.
    held = Page.objects.filter(pk=page.pk, state=State.WAITING, lease_until=page.lease_until)
    if held.update(**_following(page, outcome)) != 1:
        return False
    Attempt.objects.create(
        page=page,
        at=outcome.at,
        milliseconds=round(outcome.took / timedelta(milliseconds=1)),
        status=outcome.status,
        error=one_line(outcome.verdict.error, limit=MAX_WORDS),
        answer=one_line(outcome.answer, limit=MAX_WORDS),
    )
    return True


def _following(page: Page, outcome: Outcome) -> dict[str, object]:
    verdict, at = outcome.verdict, outcome.at
    error = one_line(verdict.error, limit=MAX_WORDS)
    ended = {"lease_until": None, "ended_at": at, "last_error": error}
    if verdict.is_taken:
        return {**ended, "state": State.TAKEN, "their_id": verdict.their_id}
    if verdict.is_final or is_hopeless(page.attempts, give_up_after=page.give_up_after, at=at):
        return {**ended, "state": State.GIVEN_UP}
    pause = max(delay_after(page.attempts), outcome.wish)
    return {"lease_until": None, "next_attempt_at": at + pause, "last_error": error}


@transaction.atomic
def forget_old(*, now: datetime, limit: int) -> int:
    """Delete up to ``limit`` pages older than 90 days with their log, and of what was heard."""
    old = Page.objects.filter(~Q(state=State.WAITING), created_at__lte=now - KEPT)
    held = old.order_by("created_at").select_for_update(of=("self",), skip_locked=True)
    ids = list(held.values_list("id", flat=True)[:limit])
    if ids:
        Attempt.objects.filter(page__in=ids).delete()
        Page.objects.filter(id__in=ids).delete()
    heard = Heard.objects.filter(at__lte=now - KEPT).order_by("at")
    Heard.objects.filter(id__in=list(heard.values_list("id", flat=True)[:limit])).delete()
    return len(ids)
