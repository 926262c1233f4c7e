"""The picture of a rota: bars for each layer and for who is on call, with words for the gaps.

Places are per cent of the width as text, so that an SVG shows them as they are in any language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as dated
from django.utils.translation import gettext as _

from qendra.rotas import rules
from qendra.rotas.wording import told_span
from qendra.sla.calendar import first_moment

A_DAY = timedelta(days=1)
# The colours of people, in the order in which they come; the name stands on each bar.
TONES = ("info", "good", "wait", "minor", "low", "neutral")
# Narrower than this there is room for initials only, and than that for nothing; per cent.
NARROW, TOO_NARROW = 9.0, 2.2


@dataclass(frozen=True, slots=True)
class Bar:
    """``kind``: a shift, an override, or a gap."""

    x: str
    width: str
    word: str
    told: str
    tone: str
    kind: str = "shift"


@dataclass(frozen=True, slots=True)
class Line:
    """One layer, all overrides, or who is on call in the end."""

    name: str
    bars: tuple[Bar, ...]
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """Where a day begins, and its name where there is room."""

    x: str
    word: str
    is_today: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """``now``: where the present moment is; empty outside of the picture."""

    lines: tuple[Line, ...]
    ticks: tuple[Tick, ...]
    now: str


class Frame:
    """Days of one zone beside each other, and the people with their colours."""

    def __init__(self, zone: ZoneInfo, first: date, days: int, names: Mapping[int, str]) -> None:
        self.zone, self.days = zone, [first + A_DAY * number for number in range(days)]
        self.start = first_moment(zone, first, 0)
        self.end = first_moment(zone, first + A_DAY * days, 0)
        self._names = names
        self._tones = dict[int, str]()

    def name(self, person: int) -> str:
        return self._names.get(person, "–")

    def tone(self, person: int) -> str:
        return self._tones.setdefault(person, TONES[len(self._tones) % len(TONES)])

    def place(self, moment: datetime) -> float:
        inside = min(max(moment, self.start), self.end) - self.start
        return 100 * (inside / (self.end - self.start))


def picture_of(rota: rules.Rota, frame: Frame, now: datetime) -> Picture:
    """The layers of the plan that holds at the end, overrides, and who is on call."""
    plan = rules.plan_at(rota, frame.end) or (rota.plans[-1] if rota.plans else None)
    layers = [_layer(plan, number, frame) for number in range(len(plan.layers))] if plan else []
    overrides = tuple(_override(each, frame) for each in rota.overrides if _is_seen(each, frame))
    taken = [Line(_("Overrides"), overrides)] if overrides else []
    shifts = rules.shifts(rota, frame.start, frame.end)
    final = Line(_("On call"), tuple(_final(shifts, frame)), is_final=True)
    is_inside = frame.start <= now < frame.end
    return Picture(
        lines=(*taken, *layers, final),
        ticks=tuple(_ticks(frame, now)),
        now=_percent(frame.place(now)) if is_inside else "",
    )


def _layer(plan: rules.Plan, number: int, frame: Frame) -> Line:
    layer = plan.layers[number]
    shifts = rules.layer_shifts(plan, layer, frame.start, frame.end)
    return Line(layer.name, tuple(_shift(each, frame) for each in shifts))


def _final(shifts: list[rules.Shift], frame: Frame) -> Iterator[Bar]:
    for shift in shifts:
        if shift.person is not None:
            yield _shift(shift, frame)
        elif shift.is_gap:
            word = _("nobody")
            yield _bar(shift.start, shift.end, word, "critical", frame, kind="gap")


def _shift(shift: rules.Shift, frame: Frame) -> Bar:
    person = shift.person or 0
    kind = "instead" if shift.instead_of else "shift"
    name = frame.name(person)
    return _bar(shift.start, shift.end, name, frame.tone(person), frame, kind=kind)


def _override(each: rules.Override, frame: Frame) -> Bar:
    return _bar(each.start, each.end, frame.name(each.person), frame.tone(each.person), frame)


def _is_seen(each: rules.Override, frame: Frame) -> bool:
    return each.start < frame.end and each.end > frame.start


def _bar(
    start: datetime, end: datetime, word: str, tone: str, frame: Frame, kind: str = "shift"
) -> Bar:
    x, last = frame.place(start), frame.place(end)
    letters = "".join(each[0] for each in word.split()[:2]).upper()
    short = "" if last - x < TOO_NARROW else letters
    return Bar(
        x=_percent(x),
        width=_percent(last - x),
        word=short if last - x < NARROW else word,
        told=f"{word}, {told_span(start, end, frame.zone)}",
        tone=tone,
        kind=kind,
    )


def _ticks(frame: Frame, now: datetime) -> Iterator[Tick]:
    today, is_long = now.astimezone(frame.zone).date(), len(frame.days) > 7
    for day in frame.days:
        word = str(day.day) if is_long else dated(day, "D j")
        if is_long and day.weekday():
            word = ""
        moment = first_moment(frame.zone, day, 0)
        yield Tick(_percent(frame.place(moment)), word, day == today)


def _percent(place: float) -> str:
    return f"{place:.3f}%"
