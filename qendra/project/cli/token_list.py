"""``qendra token list``: the tokens of programs, whom they act for, and when last used."""

from __future__ import annotations

import argparse
from datetime import datetime

from qendra.api.models import Token


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "Times are UTC. The secrets are not kept, so they cannot be shown."


def run(options: argparse.Namespace) -> int:
    print(f"{'no.':<5} {'name':<20} {'person':<20} {'scope':<14} {'last used':<17} good until")
    for token in Token.objects.select_related("person", "customer").order_by("id"):
        scope = token.customer.external_id if token.customer else "staff"
        until = "revoked" if token.revoked_at else _told(token.expires_at)
        used = _told(token.last_used_at)
        print(
            f"{token.id:<5} {token.name:<20} {token.person.name:<20} {scope:<14} {used:<17} {until}"
        )
    return 0


def _told(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "never"
