"""What the deliverer writes: claims, results, and what it gives back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, prefetch_related_objects
from django.utils.translation import gettext as _

from qendra.lib.errors import Refused
from qendra.outbox.cleaning import one_line
from qendra.outbox.models import TRACED, Message, State
from qendra.outbox.retries import FIRST_DELAY, PATIENCE, delay_after, is_hopeless

LEASE = timedelta(minutes=5)
MAX_ERROR = 500


def claim_due(*, now: datetime, limit: int) -> list[Message]:
    """Take up to ``limit`` due messages for five minutes, oldest first, files included.

    Committed before it returns, so that no other deliverer takes them. A message whose lease
    ran out is taken again: its deliverer died, maybe after the other side had accepted it,
    so the possible repetition is counted.
    """
    with transaction.atomic(durable=True):
        messages = sorted(
            Message.objects.raw(_CLAIM, {"now": now, "lease_until": now + LEASE, "limit": limit}),
            key=lambda message: message.pk,
        )
    prefetch_related_objects(messages, "files")
    return messages


# The inner query stands alone (MATERIALIZED): inside a join the planner might run it again
# and claim more than the limit.
_CLAIM = """
    WITH due AS MATERIALIZED (
        SELECT id FROM outbox_message
        WHERE state IN ('queued', 'sending') AND next_attempt_at <= %(now)s
        ORDER BY next_attempt_at, id
        LIMIT %(limit)s
        FOR UPDATE SKIP LOCKED
    )
    UPDATE outbox_message
    SET state = 'sending',
        attempts = attempts + 1,
        repeats = repeats + (state = 'sending')::int,
        lease_until = %(lease_until)s,
        next_attempt_at = %(lease_until)s
    WHERE id IN (SELECT id FROM due)
    RETURNING *
"""


def keep_words(*, message: Message) -> None:
    """Keep the words as they are about to leave, so that every repetition has the same ones.

    Raises whatever is wrong with their template.
    """
    if message.words is None:
        message.words = message.text
        Message.objects.filter(pk=message.pk, words=None).update(words=message.words)


def mark_sent(*, message: Message, now: datetime) -> bool:
    """The other side accepted it. False when the lease was lost: another deliverer has it."""
    return _settle(message, state=State.SENT, sent_at=now, last_error="")


def mark_failed(
    *,
    message: Message,
    reason: str,
    now: datetime,
    is_permanent: bool = False,
    may_be_accepted: bool = False,
) -> bool:
    """The attempt failed: try again after a while, or dead when that is hopeless.

    ``may_be_accepted``: the connection broke after the whole message had been handed over,
    so the next attempt may be a repetition, and is counted. False when the lease was lost.
    """
    error = one_line(reason, limit=MAX_ERROR)
    if is_permanent or is_hopeless(message.attempts, give_up_after=message.give_up_after, at=now):
        return _settle(message, state=State.DEAD, last_error=error)
    return _settle(
        message,
        state=State.QUEUED,
        last_error=error,
        next_attempt_at=now + delay_after(message.attempts),
        repeats=F("repeats") + int(may_be_accepted),
    )


def mark_returned(*, message_id: str, about_kind: str, about_id: int, reason: str) -> bool:
    """A message that had been accepted came back; as dead as one that was refused at once.

    Only of purposes that are traced; False for any other. ``message_id`` is the mail's.
    """
    left = Message.objects.filter(
        message_id=message_id, about_kind=about_kind, about_id=about_id, purpose__in=TRACED
    )
    error = one_line(reason, limit=MAX_ERROR)
    dead = {"state": State.DEAD, "sent_at": None, "last_error": error}
    return left.filter(state=State.SENT).update(**dead) == 1


def mark_returned_by_name(*, message_id: str, reason: str) -> bool:
    """The same of a mail of which the Message-ID alone is known."""
    named = Message.objects.filter(message_id=message_id, purpose__in=TRACED)
    about = named.values_list("about_kind", "about_id").first()
    if about is None:
        return False
    return mark_returned(
        message_id=message_id, about_kind=about[0], about_id=about[1], reason=reason
    )


def release(*, messages: Sequence[Message], now: datetime, reason: str = "") -> int:
    """Give back claimed messages that were not tried; the attempt does not count.

    With a reason (the server is gone) they wait half a minute, else they are due at once.
    """
    if not messages:
        return 0
    given_back = {"last_error": one_line(reason, limit=MAX_ERROR)} if reason else {}
    return Message.objects.filter(
        pk__in=[message.pk for message in messages],
        state=State.SENDING,
        lease_until=messages[0].lease_until,
    ).update(
        state=State.QUEUED,
        lease_until=None,
        attempts=F("attempts") - 1,
        next_attempt_at=now + FIRST_DELAY if reason else now,
        **given_back,
    )


@transaction.atomic
def requeue(*, message_id: int, now: datetime) -> Message:
    """A person lets a dead message go out again, unchanged, with all its attempts anew.

    ``message_id`` is the row's key. Refused when the message is not dead.
    """
    message = Message.objects.select_for_update().get(pk=message_id)
    if message.state != State.DEAD:
        raise Refused(_("This message is on its way already, or has left."))
    message.state = State.QUEUED
    message.attempts = 0
    message.next_attempt_at = now
    message.give_up_after = now + PATIENCE
    message.save(update_fields=["state", "attempts", "next_attempt_at", "give_up_after"])
    return message


def _settle(message: Message, **values: object) -> bool:
    # The lease is the fence: only its holder may say how the attempt ended.
    held = Message.objects.filter(
        pk=message.pk, state=State.SENDING, lease_until=message.lease_until
    )
    return held.update(lease_until=None, **values) == 1
