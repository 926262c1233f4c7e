"""Writes of the API that are not the tickets' own: tokens, their use, answers, uploads."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, Sum

from qendra.accounts.models import Person
from qendra.api.keys import digest_of, new_secret
from qendra.api.models import GOOD_FOR, PER_MINUTE, Answer, Token, Upload
from qendra.catalogue.access import memberships_of
from qendra.catalogue.models import Customer
from qendra.files.actions import forget_file, keep_file, may_forget
from qendra.files.fields import MOST_BYTES
from qendra.files.names import safe_name
from qendra.files.responses import bare_media_type
from qendra.lib.errors import Refused

REMEMBERED = timedelta(days=7)
SHOWN_TO = timedelta(minutes=1)
# An upload that is just being named is not swept under its request.
GRACE = timedelta(hours=1)
AT_ONCE = 50
MOST_BYTES_A_DAY = 2 * 2**30


class InFlight(Refused):
    """The same request is being answered at this moment."""


class OtherRequest(Refused):
    """The key was used for another request."""


@transaction.atomic
def create_token(
    *,
    name: str,
    person: Person,
    customer: Customer | None,
    now: datetime,
    days: int,
    per_minute: int = PER_MINUTE,
) -> tuple[Token, str]:
    """A new token and its secret, which is told this once.

    Refused when the person has nothing to see in that scope.
    """
    if customer is None and not person.is_staff_member:
        raise Refused(f"{person.name} is not staff; name the customer that the token is for.")
    if customer and not memberships_of(person).filter(customer=customer).exists():
        raise Refused(f"{person.name} does not belong to {customer.name}.")
    secret = new_secret()
    token = Token.objects.create(
        digest=digest_of(secret),
        name=name,
        person=person,
        customer=customer,
        per_minute=per_minute,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    return token, secret


@transaction.atomic
def revoke_token(*, token_id: int, now: datetime) -> Token:
    """The token is worth nothing from now on; again is no error. Refused when there is none."""
    token = Token.objects.select_for_update().filter(id=token_id).first()
    if token is None:
        raise Refused(f"There is no token {token_id}.")
    if token.revoked_at is None:
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
    return token


def note_use(*, token: Token, now: datetime) -> None:
    """Remember that the token was used, to the minute."""
    if token.last_used_at and now - token.last_used_at < SHOWN_TO:
        return
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lte=now - SHOWN_TO)
    Token.objects.filter(stale, id=token.id).update(last_used_at=now)


def count_request(*, token: Token, now: datetime) -> int:
    """How often the token asked in this minute, this time included; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO api_window AS known (token_id, minute, used) VALUES (%s, %s, 1)"
            " ON CONFLICT (token_id) DO UPDATE SET minute = excluded.minute,"
            " used = CASE WHEN known.minute = excluded.minute THEN known.used + 1 ELSE 1 END"
            " RETURNING used",
            [token.id, int(now.timestamp()) // 60],
        )
        return int(cursor.fetchone()[0])


@transaction.atomic
def answer_once(
    *, token: Token, key: str, request: bytes, now: datetime, act: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """Do it and remember the answer, or give the answer of the first time.

    One transaction: what was done and its answer are kept together or not at all, so a crash
    leaves no key behind, and a refusal uses none up. InFlight while another request holds the
    key; OtherRequest when the key was given to another request in the last 7 days.
    """
    _hold(f"api:{token.id}:{key}")
    digest = hashlib.sha256(request).hexdigest()
    Answer.objects.filter(token=token, created_at__lte=now - REMEMBERED).delete()
    known = Answer.objects.filter(token=token, key=key).first()
    if known is None:
        body = act()
        Answer.objects.create(
            token=token, key=key, request_digest=digest, body=body, created_at=now
        )
        return body
    if known.request_digest != digest:
        raise OtherRequest("This Idempotency-Key was used for another request; take a new one.")
    return known.body


@transaction.atomic
def keep_upload(
    *, token: Token, content: Iterable[bytes], filename: str, content_type: str, now: datetime
) -> Upload:
    """Keep a file that a program sends ahead, under a harmless name.

    Refused when it is too large, or when the token sent too much within the last day.
    """
    lately = Upload.objects.filter(token=token, created_at__gt=now - GOOD_FOR)
    sent = lately.aggregate(size=Sum("file__size"))["size"] or 0
    if sent >= MOST_BYTES_A_DAY:
        raise Refused("This token sent as many files as one may within a day; go on tomorrow.")
    return Upload.objects.create(
        token=token,
        file=keep_file(content=content, now=now, limit=MOST_BYTES),
        filename=safe_name(filename),
        content_type=bare_media_type(content_type),
        created_at=now,
    )


@transaction.atomic
def forget_uploads(*, now: datetime) -> int:
    """Forget some uploads that can no longer be named, and contents that nothing links to.

    How many uploads they were; none while contents are being kept or copied: ask again.
    """
    old = Upload.objects.filter(created_at__lte=now - GOOD_FOR - GRACE).order_by("created_at")
    uploads = list(old.select_for_update(skip_locked=True)[:AT_ONCE])
    if not uploads or not may_forget():
        return 0
    Upload.objects.filter(id__in=[each.id for each in uploads]).delete()
    for sha256 in {each.file_id for each in uploads}:
        forget_file(sha256=sha256, now=now)
    return len(uploads)


def _hold(name: str) -> None:
    """Hold the key until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        if not cursor.fetchone()[0]:
            raise InFlight("The same request is being answered just now; ask again in a second.")
