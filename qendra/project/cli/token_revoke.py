"""``qendra token revoke``: from now on the token is worth nothing."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from qendra.api.actions import revoke_token


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", type=int, metavar="NUMBER", help="as qendra token list says")


def run(options: argparse.Namespace) -> int:
    token = revoke_token(token_id=options.number, now=datetime.now(UTC))
    print(f"The token {token.id} ({token.name}) is worth nothing any more.")
    return 0
