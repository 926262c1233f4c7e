"""Writes of the API that are not the tickets' own: tokens, their use, answers, uploads."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.models import Model, Q, Sum

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.api.keys import digest_of, new_secret
from qendra.api.models import GOOD_FOR, PER_MINUTE, Answer, Token, Upload
from qendra.catalogue.access import memberships_of
from qendra.catalogue.models import Customer
from qendra.files.actions import forget_file, keep_file, may_forget
from qendra.files.fields import MOST_BYTES
from qendra.files.names import safe_name
from qendra.files.responses import bare_media_type
from qendra.lib.errors import Refused
from qendra.lib.plans import planned_cursor
from qendra.lib.settled import know_versions, versions_sql
from qendra.lib.whole import whole

REMEMBERED = timedelta(days=7)
SHOWN_TO = timedelta(minutes=1)
# An upload that is just being named is not swept under its request.
GRACE = timedelta(hours=1)
AT_ONCE = 50
IN_FLIGHT = "The same request is being answered just now; ask again in a second."
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


@transaction.atomic
def revoke_tokens_of(*, person: Person, now: datetime) -> int:
    """All tokens of a person are worth nothing from now on; how many it were."""
    return Token.objects.filter(person=person, revoked_at__isnull=True).update(revoked_at=now)


def note_use(*, token: Token, now: datetime) -> None:
    """Remember that the token was used, to the minute."""
    if token.last_used_at and now - token.last_used_at < SHOWN_TO:
        return
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lte=now - SHOWN_TO)
    Token.objects.filter(stale, id=token.id).update(last_used_at=now)


def admit(*, secret: str, now: datetime) -> tuple[Token, tuple[str, ...], int] | None:
    """The good token with this secret and its person, what the customer lets them do, and how
    often the token asked in this minute, this time included; None for any other secret.

    One statement: who asks and how often, at this moment, is read before each request; and
    whether what the provider has set is still what this process knows.
    """
    minute = int(now.timestamp()) // 60
    statement = _admission(versions_sql(), is_alone=not connection.in_atomic_block)
    with planned_cursor() as cursor:
        cursor.execute(statement, {"digest": digest_of(secret), "now": now, "minute": minute})
        row = cursor.fetchone()
    if row is None:
        return None
    used, rights, versions, _is_quick, *values = row
    know_versions(versions)
    token = Token.from_db(connection.alias, _attributes(Token), values[: len(_attributes(Token))])
    token.person = Person.from_db(
        connection.alias, _attributes(Person), values[len(_attributes(Token)) :]
    )
    if token.customer_id is None and not token.person.has_right(Right.SEE):
        return None
    return token, tuple(rights or ()), int(used)


@cache
def _attributes(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


@cache
def _admission(versions: str, *, is_alone: bool) -> str:
    columns = ", ".join(
        f'{table}."{field.column}"'
        for table, model in (("token", Token), ("person", Person))
        for field in model._meta.concrete_fields
    )
    quick = "set_config('synchronous_commit', 'off', true)" if is_alone else "'no'"
    found = f"counted.used, good.rights, {versions}, {quick}, {columns}"
    return _ADMISSION.replace("FOUND", found)


# A customer's token is worth nothing once its person is no longer a contact there.
# Nobody waits for the disk: a count that a crash of the machine takes back harms nobody.
_ADMISSION = """
    WITH good AS (
        SELECT token.id, membership.rights
        FROM api_token AS token
        JOIN accounts_person AS person ON person.id = token.person_id
        LEFT JOIN catalogue_membership AS membership
          ON membership.person_id = token.person_id AND membership.customer_id = token.customer_id
        WHERE token.digest = %(digest)s AND token.revoked_at IS NULL AND token.expires_at > %(now)s
          AND person.is_active AND (token.customer_id IS NULL OR membership.id IS NOT NULL)
    ), counted AS (
        INSERT INTO api_window AS known (token_id, minute, used)
        SELECT id, %(minute)s, 1 FROM good
        ON CONFLICT (token_id) DO UPDATE SET minute = excluded.minute,
          used = CASE WHEN known.minute = excluded.minute THEN known.used + 1 ELSE 1 END
        RETURNING used
    )
    SELECT FOUND
    FROM good
    JOIN api_token AS token ON token.id = good.id
    JOIN accounts_person AS person ON person.id = token.person_id
    CROSS JOIN counted
"""


@whole()
def answer_once(
    *, token: Token, key: str, request: bytes, now: datetime, act: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """Do it and remember the answer, or give the answer of the first time.

    One transaction: what was done and its answer are kept together or not at all, so a crash
    leaves no key behind, and a refusal uses none up. InFlight while another request holds the
    key; OtherRequest when the key was given to another request in the last 7 days.
    """
    digest = hashlib.sha256(request).hexdigest()
    known = _held(token, key, now)
    if known is None:
        body = act()
        _remember(token, key, digest, body, now)
        return body
    if known[0] != digest:
        raise OtherRequest("This Idempotency-Key was used for another request; take a new one.")
    return known[1]


def _held(token: Token, key: str, now: datetime) -> tuple[str, dict[str, Any]] | None:
    """Hold the key until the transaction ends; the request it was used for, and its answer."""
    with planned_cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0)), request_digest, body::text"
            " FROM (SELECT) AS one LEFT JOIN api_answer"
            " ON token_id = %s AND key = %s AND created_at > %s",
            [f"api:{token.id}:{key}", token.id, key, now - REMEMBERED],
        )
        is_ours, digest, body = cursor.fetchone()
    if not is_ours:
        raise InFlight(IN_FLIGHT)
    return (digest, json.loads(body)) if digest else None


def _remember(token: Token, key: str, digest: str, body: dict[str, Any], now: datetime) -> None:
    """Keep the answer, in the place of one that is too old to be given."""
    with planned_cursor() as cursor:
        cursor.execute(
            "INSERT INTO api_answer AS known (token_id, key, request_digest, body, created_at)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (token_id, key) DO UPDATE SET"
            " request_digest = excluded.request_digest, body = excluded.body,"
            " created_at = excluded.created_at WHERE known.created_at <= %s",
            [token.id, key, digest, json.dumps(body), now, now - REMEMBERED],
        )
        if not cursor.rowcount:
            # The first one ended between our look and our hold.
            raise InFlight(IN_FLIGHT)


@transaction.atomic
def forget_answers(*, now: datetime) -> int:
    """Forget some answers that are too old to be given again; how many."""
    old = Answer.objects.filter(created_at__lte=now - REMEMBERED).order_by("created_at")
    ids = list(old.select_for_update(skip_locked=True).values_list("id", flat=True)[:AT_ONCE])
    return Answer.objects.filter(id__in=ids).delete()[0] if ids else 0


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
