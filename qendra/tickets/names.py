"""What kinds, states, impacts, urgencies and priorities are called, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qendra.tickets.priority import Impact, Priority, Reach, Urgency
from qendra.tickets.states import State

IMPACT_NAMES = {
    Impact.SERVICE_AFFECTING: _("Service affecting"),
    Impact.DEGRADATION: _("Degradation"),
    Impact.NON_SERVICE_AFFECTING: _("Non-service affecting"),
}
URGENCY_NAMES = {
    Urgency.HIGH: pgettext_lazy("urgency", "High"),
    Urgency.MEDIUM: pgettext_lazy("urgency", "Medium"),
    Urgency.LOW: pgettext_lazy("urgency", "Low"),
}
PRIORITY_NAMES = {
    Priority.CRITICAL: pgettext_lazy("priority", "Critical"),
    Priority.MAJOR: pgettext_lazy("priority", "Major"),
    Priority.MINOR: pgettext_lazy("priority", "Minor"),
    Priority.LOW: pgettext_lazy("priority", "Low"),
}
REACH_NAMES = {
    Reach.SERVICE: _("This service only"),
    Reach.SITE: _("The whole site"),
    Reach.CUSTOMERS: _("Many customers"),
}
STATE_NAMES = {
    State.NEW: _("New"),
    State.IN_PROGRESS: _("In progress"),
    State.WAITING_CUSTOMER: _("Waiting for customer"),
    State.WAITING_CARRIER: _("Waiting for carrier"),
    State.DEFERRED: _("Deferred"),
    State.RESTORED: _("Restored"),
    State.RESOLVED: _("Resolved"),
    State.CLOSED: _("Closed"),
    State.CANCELLED: _("Cancelled"),
    State.MERGED: _("Merged"),
}
KIND_NAMES = {"fault": _("Fault"), "request": _("Request")}
