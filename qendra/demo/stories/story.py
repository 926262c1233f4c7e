"""What happened to the customers of Interspace: faults and requests as people tell them.

A story is told once and happens several times, to other services of the same products.
Placeholders: {service} {circuit} {ip} {site} {carrier} {reference} {first} (first name of the
customer's person). Each event comes so many minutes after the one before.
"""

from __future__ import annotations

from dataclasses import dataclass

IPT, SERVER, COLOCATION, LAYER2, ACCESS = "IPT", "DS", "COL", "L2C", "INT"


@dataclass(frozen=True)
class Event:
    """``does``: take, us, ask, them, thanks, note, call, carrier, restored, resolved, confirm,
    cancel, defer, merge, escalate."""

    does: str
    minutes: int
    text: str = ""


@dataclass(frozen=True)
class Story:
    """One kind of fault or request, from the report to its end."""

    products: tuple[str, ...]
    subject: str
    report: str
    urgency: str
    impact: str | None
    events: tuple[Event, ...]
    channel: str = "panel"
    kind: str = "fault"
    permanence: str = ""
    tests: str = ""


def e(does: str, minutes: int, text: str = "") -> Event:
    return Event(does, minutes, text)
