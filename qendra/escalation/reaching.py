"""A page by all ways: the mail, and what goes to telephones, chats and programs beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qendra.catalogue.selectors import provider
from qendra.escalation.addresses import short_url
from qendra.escalation.codes import code_of
from qendra.escalation.notices import PAGE
from qendra.paging.actions.queueing import Call, queue_calls, spoken
from qendra.paging.messages import Words
from qendra.paging.selectors import ways_in_use
from qendra.paging.sms import one_sms
from qendra.tickets.addresses import shown_id
from qendra.tickets.models import Ticket
from qendra.tickets.notices import Letter, send_letters
from qendra.tickets.priority import Priority


def send_pages(letters: Iterable[Letter], now: datetime) -> None:
    """Queue mails; of those that page somebody, also a page for each of their other ways."""
    sent = list(letters)
    send_letters(sent, now)
    pages = [each for each in sent if each.purpose == PAGE]
    ways = ways_in_use({each.to.id for each in pages}) if pages else {}
    calls = [_call(each) for each in pages if each.to.id in ways]
    queue_calls(now=now, calls=calls, ways=ways)


def about_step(step_id: int) -> str:
    """What all pages of a step share, on whatever way."""
    return f"escalation-step:{step_id}"


def _call(letter: Letter) -> Call:
    step_id = int(letter.key.split(":")[1])
    say_in = spoken(letter.to.language)
    with translation.override(say_in):
        say, ask, ask_pin = _said(letter), _asked(letter), _("First type your PIN.")
    with translation.override(letter.to.language):
        words = _words(letter, step_id)
        words = replace(words, say=say, say_in=say_in, ask=ask, ask_pin=ask_pin)
    return Call(person=letter.to, key=letter.key, about=about_step(step_id), words=words)


def _words(letter: Letter, step_id: int) -> Words:
    ticket, told = letter.ticket, letter.told
    number, code = shown_id(ticket, provider()), code_of(step_id)
    return Words(
        title=f"{_headline(letter)}: {number}",
        text="\n".join(_lines(letter)),
        url=str(told["acknowledge_url"]),
        button=_("I have it"),
        code=code,
        short=one_sms(
            f"{number} {_headline(letter)}:",
            " ".join(each for each in (_service(ticket), ticket.customer.name) if each),
            f"{short_url(step_id)} ACK {code}",
        ),
        language=letter.to.language,
        is_urgent=ticket.priority == Priority.CRITICAL,
        facts=_facts(ticket, number, told["step"], letter),
    )


def _headline(letter: Letter) -> str:
    priority = letter.ticket.priority_name
    told = {"priority": priority, "level": letter.told["step"]["level"]}
    return _("%(priority)s, level %(level)d") % told


def _said(letter: Letter) -> str:
    """What a voice says: a ticket ID digit by digit, and no punctuation that it would read."""
    ticket = letter.ticket
    told = {
        "headline": _headline(letter),
        "subject": ticket.subject,
        "customer": ticket.customer.name,
        "number": " ".join(ticket.number),
    }
    sentence = _("%(headline)s. %(subject)s. Customer: %(customer)s. Ticket %(number)s.")
    return sentence % told


def _asked(letter: Letter) -> str:
    """Which keys answer; the fourth where the customer waits for a call."""
    ask = _("Press 1 to acknowledge, 2 to take the ticket over, 3 to tell the next level.")
    requests = letter.ticket.escalation_requests.filter(call_back=True)
    if not requests.exists():
        return ask
    return " ".join([ask, _("Press 4 when you have called the customer back.")])


def _service(ticket: Ticket) -> str:
    return ticket.service.code if ticket.service else ""


def _lines(letter: Letter) -> Iterator[str]:
    ticket, told, step = letter.ticket, letter.told, letter.told["step"]
    yield ticket.subject
    yield f"{ticket.customer.name} · {ticket.service}" if ticket.service else ticket.customer.name
    if asked := told["request"]:
        yield _("%(name)s asks for it: %(reason)s") % {
            "name": asked["name"],
            "reason": " ".join(str(asked["reason"]).split())[:300],
        }
    yield _("For %(name)s, %(role)s") % {"name": letter.to.name, "role": step["role"]}
    if minutes := told["minutes"]:
        sentence = ngettext(
            "Please acknowledge within %(minutes)d minute.",
            "Please acknowledge within %(minutes)d minutes.",
            minutes,
        )
        yield sentence % {"minutes": minutes}


def _facts(ticket: Ticket, number: str, step: dict[str, Any], letter: Letter) -> dict[str, str]:
    """For programs: names that never change, and values in no language."""
    return {
        "ticket": number,
        "subject": ticket.subject,
        "customer": ticket.customer.name,
        "service": _service(ticket),
        "priority": ticket.priority,
        "level": str(step["level"]),
        "role": str(step["role"]),
        "person": letter.to.name,
    }
