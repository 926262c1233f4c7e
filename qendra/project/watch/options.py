"""Whom the watch tells, and how: settings of its own, read by no other program."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field

from qendra.outbox.addresses import Unsendable, wire_address
from qendra.project import environment
from qendra.project.environment import BadSetting

NOBODY = (
    "Nobody would hear the alarm; set QENDRA_WATCH_SMTP_HOST with QENDRA_WATCH_TO and "
    "QENDRA_WATCH_FROM, or QENDRA_WATCH_COMMAND."
)


@dataclass(frozen=True, slots=True)
class Options:
    """A mail server with sender and recipients, a command, or both; empty: not this way."""

    smtp_host: str = ""
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    has_starttls: bool = False
    sender: str = ""
    recipients: tuple[str, ...] = ()
    command: tuple[str, ...] = ()


def read_options() -> Options:
    """From the environment; BadSetting when nobody would be told."""
    options = Options(
        smtp_host=environment.text("QENDRA_WATCH_SMTP_HOST"),
        smtp_port=environment.number("QENDRA_WATCH_SMTP_PORT", 25),
        smtp_user=environment.text("QENDRA_WATCH_SMTP_USER"),
        smtp_password=environment.text("QENDRA_WATCH_SMTP_PASSWORD"),
        has_starttls=environment.flag("QENDRA_WATCH_SMTP_STARTTLS", default=False),
        sender=_address("QENDRA_WATCH_FROM"),
        recipients=_addresses("QENDRA_WATCH_TO"),
        command=_words("QENDRA_WATCH_COMMAND"),
    )
    has_mail = bool(options.smtp_host and options.sender and options.recipients)
    is_half = not has_mail and bool(options.smtp_host or options.recipients)
    if is_half or not (has_mail or options.command):
        raise BadSetting(NOBODY)
    return options


def _addresses(name: str) -> tuple[str, ...]:
    given = [each.strip() for each in environment.text(name).split(",") if each.strip()]
    try:
        addresses = tuple(wire_address(each) for each in given)
    except Unsendable as error:
        raise BadSetting(f"{name}: {error}") from None
    for address in addresses:
        if not address.isascii():
            raise BadSetting(f"{name}: {address!r} is not in ASCII, which every server takes.")
    return addresses


def _address(name: str) -> str:
    addresses = _addresses(name)
    if len(addresses) > 1:
        raise BadSetting(f"{name} must be one address.")
    return "".join(addresses)


def _words(name: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(environment.text(name)))
    except ValueError as error:
        raise BadSetting(f"{name} cannot be read as a command: {error}.") from None
