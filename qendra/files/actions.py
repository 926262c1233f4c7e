"""Keeping a content, and forgetting it when nothing needs it any more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from qendra.files.models import StoredFile
from qendra.files.storage import TooLarge, remove_content, write_content
from qendra.lib.errors import Refused

# Held together by all who keep contents or copy them away, alone by whoever forgets some.
CONTENTS = "files:contents"
KEPT_FOR = timedelta(days=1)


@transaction.atomic
def keep_file(
    *, content: Iterable[bytes] | bytes, now: datetime, limit: int | None = None
) -> StoredFile:
    """Keep a content and return its row; the same content again returns the same row.

    The bytes are durable before the row is written. A caller whose transaction rolls back
    leaves bytes without a row behind, which cost space and nothing else.
    Refused when the content is longer than ``limit`` bytes.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", [CONTENTS])
    chunks = [content] if isinstance(content, bytes) else content
    try:
        written = write_content(chunks, limit=limit)
    except TooLarge as error:
        raise Refused(
            _("The file is too large. Files may have up to %(size)s.")
            % {"size": filesizeformat(limit or 0)}
        ) from error
    row = StoredFile(sha256=written.sha256, size=written.size, created_at=now, kept_at=now)
    StoredFile.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["sha256"], update_fields=["kept_at"]
    )
    return StoredFile.objects.get(sha256=written.sha256)


def may_forget() -> bool:
    """Whether contents may be forgotten until the transaction ends.

    Not while somebody keeps one, which might be the same, and not while a backup copies them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [CONTENTS])
        return bool(cursor.fetchone()[0])


def forget_file(*, sha256: str, now: datetime) -> bool:
    """Forget a content, row and bytes, unless something links to it; whether it is gone.

    Whoever was told that it ``may_forget`` calls this in the same transaction. A content that
    was kept within the last day stays.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM files_storedfile WHERE sha256 = %s AND kept_at <= %s",
                [sha256, now - KEPT_FOR],
            )
            gone = bool(cursor.rowcount)
            # Links are looked for now, not at the end: bytes do not come back with a rollback.
            connection.check_constraints()
    except IntegrityError:
        return False
    if gone:
        remove_content(sha256)
    return gone
