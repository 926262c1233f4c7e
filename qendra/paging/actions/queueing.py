"""Queueing: the only way for a page to come into being."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qendra.accounts.actor import Actor
from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.catalogue.selectors import provider
from qendra.lib.errors import Refused
from qendra.lib.rows import insert_new_rows
from qendra.paging.keys import stored_address
from qendra.paging.kinds import Kind
from qendra.paging.messages import Words
from qendra.paging.models import Page, Purpose, State, Transport, Way
from qendra.paging.retries import PATIENCE
from qendra.paging.sms import one_sms
from qendra.paging.speaking import SPOKEN

_TEST = gettext_lazy(
    "This is a test of %(name)s. It arrived, and nothing is asked of you. Code: %(code)s"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPage:
    """A page to be queued; ``address`` as it is stored."""

    key: str
    purpose: Purpose
    transport: Transport
    address: str
    words: Words
    about: str = ""
    way: Way | None = None


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
            way=each.way,
            address=each.address,
            words=asdict(each.words),
            next_attempt_at=now,
            give_up_after=now + PATIENCE,
            created_at=now,
        )
        for each in pages
    ]
    insert_new_rows(rows, "key")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Somebody to be reached by all of their ways that apply. ``key`` makes it unique for ever."""

    person: Person
    key: str
    about: str
    words: Words


def queue_calls(*, now: datetime, calls: Sequence[Call], ways: Mapping[int, Sequence[Way]]) -> None:
    """Queue a page for every way of everybody that applies, in their order.

    Inside the caller's transaction. ``ways`` are those of ``ways_in_use``.
    """
    pages = [
        NewPage(
            key=f"{call.key}:{way.id}",
            purpose=Purpose.STEP,
            about=call.about,
            transport=way.transport,
            way=way,
            address=way.address,
            words=call.words,
        )
        for call in calls
        for way in ways.get(call.person.id, ())
        if call.words.is_urgent or not way.only_critical
    ]
    if pages:
        queue_pages(now=now, pages=pages)


def call_off(*, now: datetime, about: Sequence[str]) -> None:
    """Let pages about these steps rest that did not leave yet; what is just leaving, leaves."""
    waiting = Page.objects.filter(about__in=about, state=State.WAITING, lease_until=None)
    waiting.update(state=State.CALLED_OFF, ended_at=now)


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
    name, code = provider().name, f"{secrets.randbelow(1_000_000):06d}"
    told = {"name": name, "code": code}
    with translation.override(language):
        text = _TEST % told
        title, button = _("A test of %(name)s") % told, _("Open")
    say_in = spoken(language)
    with translation.override(say_in):
        say = _TEST % {"name": name, "code": " ".join(code)}
    return Words(
        title=title,
        text=text,
        url=str(settings.BASE_URL),
        button=button,
        code=code,
        short=one_sms("", "", text),
        say=say,
        say_in=say_in,
        language=language,
    )


def spoken(language: str) -> str:
    """The language of a call: the reader's where telephones speak it, else English."""
    bare = language.partition("-")[0]
    return bare if bare in SPOKEN else "en"
