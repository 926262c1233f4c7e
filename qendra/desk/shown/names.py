"""Names of channels, sources and facts, as the desk says them."""

from __future__ import annotations

from functools import cache

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qendra.accounts.actor import Channel
from qendra.tickets.facts import FactName, Permanence, Source

CHANNEL_NAMES = {
    Channel.PANEL: _("in the panel"),
    Channel.DESK: _("on the desk"),
    Channel.EMAIL: _("by mail"),
    Channel.PHONE: _("by telephone"),
    Channel.LINK: _("by a link in a mail"),
    Channel.API: _("through the API"),
    Channel.SYSTEM: _("by itself"),
}


@cache
def channel_name(channel: str, language: str | None) -> str:
    """The name of a channel in the language of the page, which is this one."""
    return str(CHANNEL_NAMES[Channel(channel)])


# How we know who was on the telephone, as entries of calls say it.
VERIFIED_NAMES = {
    "pin": _("verified by PIN"),
    "call_back": _("verified by calling the number on file"),
    "no": _("not verified"),
}
SOURCE_NAMES = {
    Source.FORM: _("from the form"),
    Source.MAIL: _("read from a mail"),
    Source.CALL: _("said on the telephone"),
    Source.AGENT: _("stated by us"),
    Source.INFERRED: _("looked up"),
    Source.API: _("through the API"),
}
FACT_NAMES = {
    FactName.SERVICE_ID: _("Service ID"),
    FactName.STARTED_AT: _("Started"),
    FactName.DESCRIPTION: _("Description"),
    FactName.IMPACT: _("Impact"),
    FactName.CIRCUIT_ID: _("Circuit ID"),
    FactName.PERMANENCE: _("Intermittent or permanent"),
    FactName.TEST_RESULTS: _("Test results or logs"),
    FactName.IP_ADDRESS: _("IP address"),
}
PERMANENCE_NAMES = {
    Permanence.INTERMITTENT: pgettext_lazy("fault", "Intermittent"),
    Permanence.PERMANENT: pgettext_lazy("fault", "Permanent"),
}
