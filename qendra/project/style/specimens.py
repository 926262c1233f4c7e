"""What the parts show on their page: made-up people and moments, no row of the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from qendra.announcements.models import Announcement, Kind
from qendra.desk.rotas.picture import Bar as RotaBar
from qendra.desk.rotas.picture import Line, Picture, Tick
from qendra.lib.paging import Page
from qendra.project.standstill import Standstill
from qendra.project.style import form
from qendra.sla.bar import Bar, Part
from qendra.sla.facts import PRECEDENCE
from qendra.sla.key import key_of
from qendra.sla.wording import Audience
from qendra.tickets.models import PRIORITY_NAMES, STATE_NAMES

TONES = ("critical", "major", "minor", "low", "info", "wait", "good", "neutral")
SURFACES = ("canvas", "surface", "raised", "sunken", "accent", "wash")
INKS = ("ink", "soft", "faint", "accent")
SIZES = ("xl", "l", "m", "s", "xs")
# People write English, and names stay names; no language translates them.
PEOPLE = ("Elira Hoxha", "Valbona Shehu", "Agron Basha", "Aoife Byrne")
CUSTOMER = "Harbour Analytics"
SUBJECTS = (
    "Link down at Skopje POP",
    "No power on feed B in rack 14",
    "One fan of the switch is loud",
)
WORDS = (
    "No traffic since 03:00.\nThe light on our port is on.",
    "We see the loss behind hop 3 and are on it.",
    "Smells like the carrier.",
    "It is back. What was it?",
)


@dataclass(frozen=True)
class Attached:
    """A file as ``parts/file_list.html`` shows it."""

    name: str
    size: int
    url: str = "#files"


@dataclass(frozen=True)
class Told:
    """An entry as ``{% entries %}`` shows it."""

    id: int
    at: datetime
    is_event: bool = False
    icon: str = ""
    tone: str = "neutral"
    sentence: str = ""
    text: str = ""
    history: str = ""
    who: str = ""
    side: str = ""
    channel: str = ""
    badge: str = ""
    is_ours: bool = False
    is_internal: bool = False
    files: tuple[Attached, ...] = ()


FILES = (Attached("mtr.txt", 1780),)


def shown_in(pane: str, number: int, now: datetime) -> dict[str, Any]:
    """Everything that the sections of one pane show, in the language of now."""
    return {
        "tones": TONES,
        "announcements": _announcements(now),
        "surfaces": SURFACES,
        "inks": INKS,
        "sizes": SIZES,
        "states": [(str(state), name) for state, name in STATE_NAMES.items()],
        "priorities": [(str(priority), name) for priority, name in PRIORITY_NAMES.items()],
        "form": form.empty(pane),
        "refused": form.refused(pane),
        "explained": [(value, name, _("In a few words.")) for value, name in form.IMPACTS],
        "lines": _timeline(number * 100, now),
        "soon": now + timedelta(minutes=42),
        "later": now + timedelta(hours=9),
        "late": now - timedelta(minutes=17),
        "standstill": Standstill(now - timedelta(minutes=4), is_whole=True),
        "page": Page(range(20), number=2, first=21, has_next=True, total=63),
        "bar": Bar(tuple(Part(party, 14 * n, 14) for n, party in enumerate(PRECEDENCE)), 96),
        "key": key_of([(party, 3600) for party in reversed(PRECEDENCE)], Audience.CUSTOMER),
        "changes": [_change(now)],
        "bars": [_bar(place, now) for place in range(8)],
        "rota": _rota(),
        "words": WORDS,
        "files": FILES,
        "people": PEOPLE,
        "customer": CUSTOMER,
        "site": "Dublin POP",
        "service": "IP transit Dublin",
        "code": "IPT-10416",
        "subjects": SUBJECTS,
        "ids": ("IS-1234-5678-9", "IS-2468-1357-0", "IS-9752-1112-7"),
    }


def _rota() -> Picture:
    """A week of two people, with a gap."""
    days = tuple(Tick(f"{14 * n}%", str(9 + n), n == 2) for n in range(7))
    shift = RotaBar("0%", "40%", PEOPLE[0], PEOPLE[0], "info")
    instead = RotaBar("40%", "28%", PEOPLE[1], PEOPLE[1], "good", "instead")
    nobody = RotaBar("68%", "12%", _("nobody"), _("nobody"), "critical", "gap")
    final = Line(_("On call"), (shift, instead, nobody), is_final=True)
    return Picture((Line("NOC", (shift,)), final), days, "33%")


def _change(now: datetime) -> dict[str, object]:
    """As ``parts/history.html`` shows it."""
    renamed = {"name": _("Name"), "before": "Alpen Host", "after": "Alpen Hosting"}
    return {"who": PEOPLE[2], "at": now - timedelta(days=2), "differences": [renamed]}


def _bar(place: int, now: datetime) -> dict[str, object]:
    high = 20 + 17 * place % 60
    month = now - timedelta(days=30 * (8 - place))
    return {
        "x": 48 * place,
        "y": 80 - high,
        "height": high,
        "middle": 48 * place + 18,
        "month": month,
    }


def _timeline(first: int, now: datetime) -> list[Told]:
    hers = partial(Told, who=PEOPLE[3], side=CUSTOMER)
    ours = partial(Told, who=PEOPLE[0], channel=_("on the desk"), is_ours=True)
    event = partial(Told, is_event=True)
    moved = _("New") + " → " + _("In progress")
    wrote = "On Tuesday Elira Hoxha wrote:\n> We see the loss behind hop 3."
    minutes = {minute: now - timedelta(minutes=minute) for minute in (120, 117, 116, 114, 60, 50)}
    at = iter(minutes.values())
    number = iter(range(first, first + 6))
    return [
        hers(next(number), next(at), text=WORDS[0], channel=_("in the panel"), files=FILES),
        event(next(number), next(at), icon="state-in_progress", tone="info", sentence=moved),
        ours(next(number), next(at), text=WORDS[1]),
        ours(next(number), next(at), text=WORDS[2], is_internal=True, badge=_("Internal note")),
        event(next(number), next(at), icon="escalate", tone="major", sentence=_("Escalation")),
        hers(next(number), next(at), text=WORDS[3], channel=_("by mail"), history=wrote),
    ]


def _announcements(now: datetime) -> list[Announcement]:
    """One of each kind; the maintenance is still to come."""
    hour = timedelta(hours=1)
    begins = {Kind.INCIDENT: now - hour, Kind.MAINTENANCE: now + 20 * hour, Kind.NOTICE: now}
    return [
        Announcement(
            kind=kind, title=SUBJECTS[0], text=WORDS[1], begins_at=at, ends_at=at + 3 * hour
        )
        for kind, at in begins.items()
    ]
