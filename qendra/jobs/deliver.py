"""The loop that sends: claims due outbox messages, hands each to its transport, notes the result.

A message is claimed and committed before it is tried, tried outside any transaction, and its
result is committed alone. Between the server's acceptance and that commit lies the one
instant in which a crash repeats a message: with the same Message-ID, and counted.
"""

from __future__ import annotations

import logging
from collections import deque
from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings

from qendra.outbox.actions import claim_due, keep_words, mark_failed, mark_sent, release
from qendra.outbox.addresses import Unsendable
from qendra.outbox.compose import compose, envelope_recipient, envelope_sender
from qendra.outbox.models import Message
from qendra.outbox.transports.results import Accepted, Permanent, Result, Temporary, Unreachable
from qendra.outbox.transports.smtp import Session, open_session

logger = logging.getLogger(__name__)

BATCH = 50
# After this no further message of the batch is begun: the slowest one (five commands and a
# verdict) still ends before the lease of five minutes does.
LONGEST_BATCH = timedelta(seconds=90)


def run_once(*, now: datetime) -> int:
    """Send up to a batch of what is due; how many messages were tried, whatever came of it.

    Without a mail server in the settings nothing is claimed: everything waits.
    """
    if not settings.EMAIL_HOST:
        return 0
    messages = claim_due(now=now, limit=BATCH)
    return _Batch(messages, now).send() if messages else 0


class _Batch:
    """Claimed messages on their way through one connection."""

    def __init__(self, messages: list[Message], now: datetime) -> None:
        self._waiting = deque(messages)
        self._began_at = now
        self._began = monotonic()
        self._tried = 0

    def send(self) -> int:
        trouble = ""
        try:
            with open_session() as session:
                trouble = self._send_all(session)
        except Unreachable as error:
            trouble = str(error)
            self._settle(self._waiting.popleft(), Temporary(trouble))
        finally:
            # Also when we are being stopped: what was not tried is due again.
            release(messages=list(self._waiting), now=self._now(), reason=trouble)
        return self._tried

    def _send_all(self, session: Session) -> str:
        """Why nothing more can be sent for a while, or nothing."""
        reason = ""
        while self._waiting and session.is_open and self._now() - self._began_at < LONGEST_BATCH:
            message = self._waiting.popleft()
            result = _attempt(session, message)
            if self._is_innocent(result, session):
                self._waiting.appendleft(message)
                return ""
            self._settle(message, result)
            reason = result.reason if isinstance(result, Temporary) else ""
        return "" if session.is_open else reason

    def _is_innocent(self, result: Result, session: Session) -> bool:
        """Whether the connection, having carried others, ended before it took this message.

        The first of a connection is never innocent: so a message that breaks every connection
        runs out of attempts, and holds nobody up.
        """
        is_untaken = isinstance(result, Temporary) and not result.may_be_accepted
        return is_untaken and not session.is_open and self._tried > 0

    def _settle(self, message: Message, result: Result) -> None:
        self._tried += 1
        if not _write_result(message, result, now=self._now()):
            logger.warning("Message %s was settled by another deliverer.", message.pk)

    def _now(self) -> datetime:
        return self._began_at + timedelta(seconds=monotonic() - self._began)


def _attempt(session: Session, message: Message) -> Result:
    """Compose and send; whatever is wrong with one message is a result of that message."""
    try:
        keep_words(message=message)
        return session.send(
            sender=envelope_sender(message),
            recipient=envelope_recipient(message),
            content=compose(message).as_bytes(),
        )
    except Unsendable as error:
        return Permanent(str(error))
    except FileNotFoundError:
        return Temporary("An attached file is missing from the data folder.")
    except Exception as error:
        logger.exception("Message %s cannot be composed.", message.pk)
        return Temporary(f"The message cannot be composed ({type(error).__name__}).")


def _write_result(message: Message, result: Result, *, now: datetime) -> bool:
    match result:
        case Accepted():
            return mark_sent(message=message, now=now)
        case Permanent(reason):
            return mark_failed(message=message, reason=reason, now=now, is_permanent=True)
        case Temporary(reason, may_be_accepted=may_be_accepted):
            return mark_failed(
                message=message, reason=reason, now=now, may_be_accepted=may_be_accepted
            )
