"""Which quoted mails are our own: what we wrote is never a fact of the customer."""

import re

from qendra.intake.email.header_blocks import kind_of
from qendra.lib import ticket_id


def is_from_us(head: str, *, address: str, name: str, prefix: str) -> bool:
    """Whether the lines above a quoted mail name us as its author, or one of our ticket IDs.

    `address` is the support address, also with a reply token (`support+…@`); `name` is the
    provider's, for programs that show no address.
    """
    if ticket_id.find_all(head, prefix):
        return True
    local, _, domain = address.lower().partition("@")
    ours = re.compile(rf"(?<![\w.+-]){re.escape(local)}(?:\+[^\s@]{{1,100}})?@{re.escape(domain)}")
    authors = [line.lower() for line in head.split("\n") if kind_of(line) in ("", "from")]
    is_named = re.compile(rf"(?:[:：]|\d,?) *\W?{re.escape(name.lower())}\b")
    return any(ours.search(line) or is_named.search(line) for line in authors)
