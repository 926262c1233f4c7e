"""``qendra token create``: a token for a program, told once."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from qendra.accounts.selectors import person_by_address
from qendra.api.actions import create_token
from qendra.api.models import PER_MINUTE
from qendra.catalogue.models import Customer
from qendra.project.cli.sentences import Failure


def arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--email", required=True, help="whose rights the program has")
    add("--customer", metavar="EXTERNAL_ID", help="only this customer; without it: staff")
    add("--name", default="API", help="what the token is for (%(default)s)")
    add("--days", type=int, default=365, help="until it expires (%(default)s)")
    add("--per-minute", type=int, default=PER_MINUTE, help="most requests (%(default)s)")


def run(options: argparse.Namespace) -> int:
    if not 1 <= options.days <= 3650 or not 1 <= options.per_minute <= 1_000_000:
        raise Failure("A token is good for 1 to 3650 days and 1 to 1000000 requests a minute.")
    person = person_by_address(options.email)
    if person is None:
        raise Failure(f"Nobody has the address {options.email}.")
    token, secret = create_token(
        name=options.name[:100],
        person=person,
        customer=_customer(options.customer),
        now=datetime.now(UTC),
        days=options.days,
        per_minute=options.per_minute,
    )
    print(secret)
    print(
        f"This is token {token.id}; it is not shown again. It acts for {person.name} until"
        f" {token.expires_at:%Y-%m-%d}."
    )
    return 0


def _customer(external_id: str | None) -> Customer | None:
    if external_id is None:
        return None
    customer = Customer.objects.filter(external_id=external_id).first()
    if customer is None:
        raise Failure(f"There is no customer {external_id}.")
    return customer
