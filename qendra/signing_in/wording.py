"""Sentences that several pages say."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from qendra.lib.moments import relative
from qendra.signing_in.devices import Device


def shut(until: datetime, now: datetime) -> str:
    """That the door is shut, and when it opens; the same whoever knocks."""
    # A minute that has begun counts, so that nobody comes a few seconds too early.
    when = relative(max(until, now + timedelta(minutes=1)) + timedelta(seconds=59), now)
    return _(
        "There were too many tries. To keep accounts safe, please try again %(when)s."
        " A passkey works at any time."
    ) % {"when": when}


def gone_already() -> str:
    return _("This device is signed out already.")


def name_of(device: Device) -> str:
    """``Firefox on Windows``, as far as it is known."""
    if device.browser and device.system:
        names = {"browser": device.browser, "system": device.system}
        return _("%(browser)s on %(system)s") % names
    return device.browser or device.system or _("Unknown device")
