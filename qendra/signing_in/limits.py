"""How often somebody may try, and for how long the door is shut after that. Pure: no Django.

A try is counted before it is looked at, and taken back when it was right: of many at once, on
any number of machines, no more get through than the limit says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

QUARTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many ``tries`` ``within`` a time, then nothing for as long as ``shut``."""

    name: str
    tries: int
    within: timedelta = QUARTER
    shut: timedelta = QUARTER


@dataclass(frozen=True, slots=True)
class Standing:
    """What was counted for one limit and one mark."""

    tries: int
    since: datetime
    shut_until: datetime | None = None


# One account from one address: what a person mistypes. The two others stop whoever tries many
# accounts from one place, or one account from many places.
PASSWORD = Limit("password", 5)
PASSWORDS_FROM_ADDRESS = Limit("passwords from address", 60)
PASSWORDS_OF_ACCOUNT = Limit("passwords of account", 60)
# Mails with a code or a link: to one address, and asked for from one place.
MAIL = Limit("mail", 3)
MAILS_FROM_ADDRESS = Limit("mails from address", 30)

Marks = Mapping[Limit, str]


def marks_of_password(account: str, address: str) -> Marks:
    """What a password for this account, from this network address, is counted by."""
    place = place_of(address)
    return {
        PASSWORD: f"{account}|{place}",
        PASSWORDS_FROM_ADDRESS: place,
        PASSWORDS_OF_ACCOUNT: account,
    }


def marks_of_mail(account: str, address: str) -> Marks:
    """What a mail to this account, asked for from this network address, is counted by."""
    return {MAIL: account, MAILS_FROM_ADDRESS: place_of(address)}


def after_try(standing: Standing, limit: Limit, now: datetime) -> Standing:
    """With one more try; the last one that is allowed shuts the door behind it."""
    is_over = now >= standing.since + limit.within
    tries, since = (1, now) if is_over else (standing.tries + 1, standing.since)
    return Standing(tries, since, now + limit.shut if tries >= limit.tries else None)


def place_of(address: str) -> str:
    """Where somebody is: an IPv4 address, or the /64 that an IPv6 address belongs to."""
    found = ip_address(address)
    if isinstance(found, IPv6Address):
        return str(ip_network(f"{found}/64", strict=False))
    return str(found)
