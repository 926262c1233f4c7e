"""What rights and delivered roles are called, and what they mean, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qendra.accounts.rights import DefaultRole, Right

Words = Promise | str


@dataclass(frozen=True, slots=True)
class Wording:
    """A name, and one sentence that says what it is for."""

    name: Words
    description: Words


RIGHTS: dict[Right, Wording] = {
    Right.SEE: Wording(
        pgettext_lazy("right", "See the desk"),
        _("Open the desk and read tickets, mails in triage, customers and services."),
    ),
    Right.NOTE: Wording(
        pgettext_lazy("right", "Write internal notes"),
        _("Add notes to tickets that no customer sees."),
    ),
    Right.WORK: Wording(
        pgettext_lazy("right", "Work on tickets"),
        _("Answer customers, log calls, assign, correct facts, move tickets, sort mails."),
    ),
    Right.ESCALATE: Wording(
        pgettext_lazy("right", "Escalate"),
        _("Push a ticket to the next level of its matrix when the customer asks for it."),
    ),
    Right.ACKNOWLEDGE: Wording(
        pgettext_lazy("right", "Take any escalation"),
        _("Acknowledge a step of somebody else. One's own can be acknowledged without it."),
    ),
    Right.SUPERVISE: Wording(
        pgettext_lazy("right", "Stand in for empty levels"),
        _("Be told when an escalation reaches a level where nobody can be reached."),
    ),
    Right.ANNOUNCE: Wording(
        pgettext_lazy("right", "Announce to customers"),
        _("Write and end what customers read of incidents, maintenance and other news."),
    ),
    Right.ROTAS: Wording(
        pgettext_lazy("right", "Manage rotas"),
        _("Say who is on call when and who is away, and be told where nobody is."),
    ),
    Right.ADMINISTER: Wording(
        pgettext_lazy("right", "Change settings"),
        _("Change what the provider sets: brand, mail, calendars, targets, matrices."),
    ),
    Right.IMPORT: Wording(
        pgettext_lazy("right", "Import and export"),
        _("Bring in customers, contacts and services as files, and take them out."),
    ),
    Right.MANAGE_STAFF: Wording(
        pgettext_lazy("right", "Manage staff"),
        _("Add and change people of the staff, their roles and teams, and these rights."),
    ),
}

DEFAULT_ROLES: dict[DefaultRole, Wording] = {
    DefaultRole.ADMINISTRATOR: Wording(
        _("Administrator"), _("Sets everything up and looks after the staff.")
    ),
    DefaultRole.SUPERVISOR: Wording(
        _("Supervisor"), _("Leads a team, and is there when nobody else can be reached.")
    ),
    DefaultRole.AGENT: Wording(_("Agent"), _("Answers customers and repairs what is broken.")),
    DefaultRole.PROBLEM_MANAGER: Wording(
        _("Problem manager"), _("Looks for the causes behind the faults.")
    ),
    DefaultRole.LADDER_HOLDER: Wording(
        _("Ladder holder"), _("Stands on an escalation matrix and takes its steps.")
    ),
    DefaultRole.AUDITOR: Wording(_("Auditor"), _("Reads everything and changes nothing.")),
}
