"""Queueing: the only way for a page to come into being."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor
from qendra.accounts.rights import Right
from qendra.catalogue.selectors import provider
from qendra.lib.errors import Refused
from qendra.lib.rows import insert_new_rows
from qendra.paging.keys import stored_address
from qendra.paging.kinds import Kind
from qendra.paging.messages import Words
from qendra.paging.models import Page, Purpose, Transport
from qendra.paging.retries import PATIENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPage:
    """A page to be queued; ``address`` as it is stored."""

    key: str
    purpose: Purpose
    transport: Transport
    address: str
    words: Words
    about: str = ""


def queue_pages(*, now: datetime, pages: Sequence[NewPage]) -> None:
    """Queue pages inside the caller's transaction: they leave if and only if that commits.

    A second one with the same key changes nothing. One statement for all of them.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("queue_pages belongs into the transaction of what it tells about")
    rows = [
        Page(
            key=each.key,
            purpose=each.purpose,
            about=each.about,
            transport=each.transport,
            address=each.address,
            words=asdict(each.words),
            next_attempt_at=now,
            give_up_after=now + PATIENCE,
            created_at=now,
        )
        for each in pages
    ]
    insert_new_rows(rows, "key")


@transaction.atomic
def send_test(*, actor: Actor, now: datetime, transport: Transport, address: str) -> Page:
    """Queue a test to this address; its row tells what became of it."""
    person = actor.person
    if person is not None and not person.has_right(Right.ADMINISTER):
        raise Refused(_("Only an administrator changes this."))
    language = person.language if person else provider().language
    key = f"test:{transport.id}:{secrets.token_hex(8)}"
    page = NewPage(
        key=key,
        purpose=Purpose.TEST,
        transport=transport,
        address=stored_address(Kind(transport.kind), address),
        words=words_of_test(language),
    )
    queue_pages(now=now, pages=[page])
    return Page.objects.select_related("transport").get(key=key)


def words_of_test(language: str) -> Words:
    """What a test says: that it is one, and a code by which its reader shows that it arrived."""
    name, code = provider().name, f"{secrets.randbelow(10_000):04d}"
    with translation.override(language):
        text = _(
            "This is a test of %(name)s. It arrived, and nothing is asked of you. Code: %(code)s"
        )
        return Words(
            title=_("A test of %(name)s") % {"name": name},
            text=text % {"name": name, "code": code},
            url=str(settings.BASE_URL),
            button=_("Open"),
            code=code,
            language=language,
        )
