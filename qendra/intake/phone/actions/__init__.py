"""What the telephone channel writes: calls, callers and their PINs, telephone systems."""

from qendra.intake.phone.actions.hearing import (
    hear_event,
    miss_silent_calls,
    note_written_down,
    take_ringing,
)
from qendra.intake.phone.actions.systems import add_system, change_system, renew_phone_secret
from qendra.intake.phone.actions.taking import Call, add_call, take_call
from qendra.intake.phone.actions.verifying import (
    check_pin,
    confirm_call_back,
    give_pin,
    remove_pin,
    set_pin,
)

__all__ = [
    "Call",
    "add_call",
    "add_system",
    "change_system",
    "check_pin",
    "confirm_call_back",
    "give_pin",
    "hear_event",
    "miss_silent_calls",
    "note_written_down",
    "remove_pin",
    "renew_phone_secret",
    "set_pin",
    "take_call",
    "take_ringing",
]
