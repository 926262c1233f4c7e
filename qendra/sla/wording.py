"""The sentences of a deadline: "Repair due 14:20 CET, because …", for staff and for customers.

In the reader's language (the one that is active) and the reader's time zone.  Short plain words.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qendra.lib.moments import kept_together
from qendra.sla.clock import DeadlineState
from qendra.sla.explanation import Explanation, Promise, Wait
from qendra.sla.facts import Party


class Audience(StrEnum):
    """Who reads it."""

    STAFF = "staff"
    CUSTOMER = "customer"


class Situation(StrEnum):
    """How a deadline stands, as finely as the words need it."""

    RUNNING = "running"
    OVERDUE = "overdue"
    MET = "met"
    LATE = "late"
    PAUSED = "paused"
    PAUSED_UNTIL = "paused_until"
    STOPPED = "stopped"
    NEVER_DUE = "never_due"


@dataclass(frozen=True)
class Wording:
    """The statement alone ("Repair due 14:20 CET") and its reasons, each a full sentence."""

    statement: str
    reasons: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """All of it, to be read in one go."""
        return " ".join((self.statement, *self.reasons))


STATEMENTS = {
    (Promise.REPAIR, Audience.STAFF): {
        Situation.RUNNING: gettext_lazy("Repair due %(due)s, because %(because)s."),
        Situation.OVERDUE: gettext_lazy("Repair was due %(due)s, because %(because)s."),
        Situation.MET: gettext_lazy("Repaired in time, %(met)s; it was due %(due)s."),
        Situation.LATE: gettext_lazy("Repaired late, %(met)s; it was due %(due)s."),
        Situation.PAUSED: gettext_lazy("The repair clock stands still; %(left)s are left."),
        Situation.PAUSED_UNTIL: gettext_lazy(
            "The repair clock stands still as planned; the repair is due %(due)s."
        ),
        Situation.STOPPED: gettext_lazy("The repair clock does not run."),
        Situation.NEVER_DUE: gettext_lazy("Repair never due: %(calendar)s has no opening hours."),
    },
    (Promise.REPAIR, Audience.CUSTOMER): {
        Situation.RUNNING: gettext_lazy("We aim to repair it by %(due)s, because %(because)s."),
        Situation.OVERDUE: gettext_lazy(
            "We are late: it should have been repaired by %(due)s, because %(because)s."
        ),
        Situation.MET: gettext_lazy("Repaired %(met)s, in time: we had promised %(due)s."),
        Situation.LATE: gettext_lazy("Repaired %(met)s, late: we had promised %(due)s."),
        Situation.PAUSED: gettext_lazy("Our time to repair stands still; %(left)s are left."),
        Situation.PAUSED_UNTIL: gettext_lazy(
            "Our time to repair stands still as planned; we aim to repair it by %(due)s."
        ),
        Situation.STOPPED: gettext_lazy("There is nothing left to repair."),
        Situation.NEVER_DUE: gettext_lazy("We have promised no time for the repair."),
    },
    (Promise.COMPLETION, Audience.STAFF): {
        Situation.RUNNING: gettext_lazy("To be done by %(due)s, because %(because)s."),
        Situation.OVERDUE: gettext_lazy("It was to be done by %(due)s, because %(because)s."),
        Situation.MET: gettext_lazy("Done in time, %(met)s; it was due %(due)s."),
        Situation.LATE: gettext_lazy("Done late, %(met)s; it was due %(due)s."),
        Situation.PAUSED: gettext_lazy("The clock stands still; %(left)s are left."),
        Situation.PAUSED_UNTIL: gettext_lazy(
            "The clock stands still as planned; it is to be done by %(due)s."
        ),
        Situation.STOPPED: gettext_lazy("The clock does not run."),
        Situation.NEVER_DUE: gettext_lazy("Never due: %(calendar)s has no opening hours."),
    },
    (Promise.COMPLETION, Audience.CUSTOMER): {
        Situation.RUNNING: gettext_lazy("We aim to have it done by %(due)s, because %(because)s."),
        Situation.OVERDUE: gettext_lazy(
            "We are late: it should have been done by %(due)s, because %(because)s."
        ),
        Situation.MET: gettext_lazy("Done %(met)s, in time: we had promised %(due)s."),
        Situation.LATE: gettext_lazy("Done %(met)s, late: we had promised %(due)s."),
        Situation.PAUSED: gettext_lazy("Our time for it stands still; %(left)s are left."),
        Situation.PAUSED_UNTIL: gettext_lazy(
            "Our time for it stands still as planned; we aim to have it done by %(due)s."
        ),
        Situation.STOPPED: gettext_lazy("There is nothing left to do."),
        Situation.NEVER_DUE: gettext_lazy("We have promised no time for it."),
    },
    (Promise.RESPONSE, Audience.STAFF): {
        Situation.RUNNING: gettext_lazy("First answer due %(due)s, because %(because)s."),
        Situation.OVERDUE: gettext_lazy("First answer was due %(due)s, because %(because)s."),
        Situation.MET: gettext_lazy("Answered in time, %(met)s; it was due %(due)s."),
        Situation.LATE: gettext_lazy("Answered late, %(met)s; it was due %(due)s."),
        Situation.STOPPED: gettext_lazy("Ended before anybody answered."),
        Situation.NEVER_DUE: gettext_lazy(
            "First answer never due: %(calendar)s has no opening hours."
        ),
    },
    (Promise.UPDATE, Audience.STAFF): {
        Situation.RUNNING: gettext_lazy("Next update due %(due)s, because %(because)s."),
        Situation.OVERDUE: gettext_lazy("The next update was due %(due)s, because %(because)s."),
        Situation.PAUSED: gettext_lazy("No update is due before the work goes on."),
        Situation.PAUSED_UNTIL: gettext_lazy(
            "The work stands still as planned; the next update is due %(due)s."
        ),
        Situation.STOPPED: gettext_lazy(
            "After the first answer the customer hears from us every %(goal)s."
        ),
        Situation.NEVER_DUE: gettext_lazy("Update never due: %(calendar)s has no opening hours."),
    },
    (Promise.UPDATE, Audience.CUSTOMER): {
        Situation.RUNNING: gettext_lazy("You hear from us again by %(due)s, because %(because)s."),
        Situation.OVERDUE: gettext_lazy(
            "We are late: you should have heard from us by %(due)s, because %(because)s."
        ),
        Situation.PAUSED: gettext_lazy("You hear from us again once the work goes on."),
        Situation.PAUSED_UNTIL: gettext_lazy(
            "The work goes on as planned; you hear from us again by %(due)s."
        ),
        Situation.STOPPED: gettext_lazy(
            "After the first answer you hear from us at least every %(goal)s."
        ),
        Situation.NEVER_DUE: gettext_lazy("We have promised no time for updates."),
    },
    (Promise.RESPONSE, Audience.CUSTOMER): {
        Situation.RUNNING: gettext_lazy("We will answer you by %(due)s, because %(because)s."),
        Situation.OVERDUE: gettext_lazy(
            "We are late: you should have had an answer by %(due)s, because %(because)s."
        ),
        Situation.MET: gettext_lazy("We answered %(met)s, in time: we had promised %(due)s."),
        Situation.LATE: gettext_lazy("We answered %(met)s, late: we had promised %(due)s."),
        Situation.STOPPED: gettext_lazy("It ended before we answered."),
        Situation.NEVER_DUE: gettext_lazy("We have promised no time for the first answer."),
    },
}

WAITS = {
    Audience.STAFF: {
        Party.RESTORED: gettext_lazy("%(length)s repaired in between"),
        Party.DEFERRAL: gettext_lazy("%(length)s of agreed deferral"),
        Party.MAINTENANCE: gettext_lazy("%(length)s of planned maintenance"),
        Party.CUSTOMER: gettext_lazy("%(length)s of waiting for the customer"),
    },
    Audience.CUSTOMER: {
        Party.RESTORED: gettext_lazy("%(length)s in which it worked"),
        Party.DEFERRAL: gettext_lazy("%(length)s of the deferral that you agreed to"),
        Party.MAINTENANCE: gettext_lazy("%(length)s of planned maintenance"),
        Party.CUSTOMER: gettext_lazy("%(length)s in which we waited for you"),
    },
}


def words_for(
    explanation: Explanation,
    audience: Audience,
    zone: ZoneInfo,
) -> Wording:
    """What to tell this audience, in its time zone and the active language."""
    situation = _situation(explanation)
    statement = STATEMENTS[explanation.promise, audience][situation]
    filled = statement % _pieces(explanation, audience, zone)
    return Wording(filled, tuple(_reasons(explanation, audience, zone)))


def _situation(explanation: Explanation) -> Situation:
    deadline = explanation.deadline
    if deadline.state is DeadlineState.STOPPED:
        return Situation.STOPPED
    if deadline.state is DeadlineState.PAUSED:
        return Situation.PAUSED_UNTIL if deadline.due_at else Situation.PAUSED
    if deadline.due_at is None:
        return Situation.NEVER_DUE
    if deadline.state is DeadlineState.RUNNING:
        return Situation.RUNNING
    if deadline.state is DeadlineState.MET:
        return Situation.MET
    return Situation.LATE if deadline.met_at else Situation.OVERDUE


def _pieces(explanation: Explanation, audience: Audience, zone: ZoneInfo) -> dict[str, str]:
    deadline, now = explanation.deadline, explanation.now
    return {
        "due": _moment(deadline.due_at, now, zone, with_zone=True),
        "met": _moment(deadline.met_at, now, zone),
        "left": length(explanation.remaining_seconds),
        "goal": length(explanation.goal.seconds),
        "calendar": explanation.goal.calendar.name,
        "because": _because(explanation, audience, zone),
    }


def _because(explanation: Explanation, audience: Audience, zone: ZoneInfo) -> str:
    pieces = {
        "opened": _moment(explanation.since, explanation.now, zone),
        "goal": length(explanation.goal.seconds),
        "calendar": explanation.goal.calendar.name,
    }
    is_always = explanation.goal.calendar.always
    if explanation.promise is Promise.UPDATE:
        return _because_of_updates(audience, is_always=is_always) % pieces
    if audience is Audience.STAFF and is_always:
        return _("it was reported %(opened)s and the goal is %(goal)s, day and night") % pieces
    if audience is Audience.STAFF:
        return _("it was reported %(opened)s and the goal is %(goal)s of %(calendar)s") % pieces
    if is_always:
        return _("you reported it %(opened)s and we promise %(goal)s, day and night") % pieces
    return _("you reported it %(opened)s and we promise %(goal)s of %(calendar)s") % pieces


def _because_of_updates(audience: Audience, *, is_always: bool) -> str:
    if audience is Audience.STAFF and is_always:
        return _("the goal is an update every %(goal)s, day and night, counted from %(opened)s")
    if audience is Audience.STAFF:
        return _("the goal is an update every %(goal)s of %(calendar)s, counted from %(opened)s")
    if is_always:
        return _("we promise an update every %(goal)s, day and night, counted from %(opened)s")
    return _("we promise an update every %(goal)s of %(calendar)s, counted from %(opened)s")


def _reasons(explanation: Explanation, audience: Audience, zone: ZoneInfo) -> list[str]:
    reasons = []
    counts_from = explanation.counts_from
    if counts_from and counts_from > explanation.since and not explanation.deadline.met_at:
        moment = _moment(counts_from, explanation.now, zone)
        reasons.append(_("The time counts from %(moment)s, the next opening.") % {"moment": moment})
    # Under a minute is not worth a word, unless it is what we wait for now.
    told = [wait for wait in explanation.waits if wait.seconds >= 60 or wait.is_running]
    if told:
        waits = ", ".join(_wait(wait, audience) for wait in told)
        reasons.append(_("Not counted: %(waits)s.") % {"waits": waits})
    return reasons


def _wait(wait: Wait, audience: Audience) -> str:
    sentence = str(WAITS[audience][wait.party]) % {"length": length(wait.seconds)}
    return _("%(wait)s so far") % {"wait": sentence} if wait.is_running else sentence


def length(seconds: int) -> str:
    """A length of open time: "4 h", "1 h 30 min".  Never days: a day of an office is shorter."""
    if 0 < seconds < 60:
        return _("less than a minute")
    hours, minutes = divmod(seconds // 60, 60)
    if hours and minutes:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
    if hours:
        return _("%(hours)d h") % {"hours": hours}
    return _("%(minutes)d min") % {"minutes": minutes}


def _moment(
    moment: datetime | None,
    now: datetime,
    zone: ZoneInfo,
    *,
    with_zone: bool = False,
) -> str:
    """ "14:20" today, else "Tue 3 Mar 14:20"; with the name of the zone where it matters."""
    if moment is None:
        return ""
    local = moment.astimezone(zone)
    days = abs(local.date() - now.astimezone(zone).date())
    clock = kept_together(date_format(local, "H:i T" if with_zone else "H:i"))
    if not days:
        return clock
    return f"{date_format(local, 'D j M' if days < timedelta(days=300) else 'j M Y')} {clock}"
