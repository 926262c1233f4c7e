"""The provider, its first people and its first customer, until pages and imports for them exist.

Edit a copy and run it once, with the settings of the installation in the environment:

    .venv/bin/python first_customers.py

Everything is written together or not at all; a second run is refused by the database.
"""

from __future__ import annotations

import os
import secrets
from datetime import UTC, date, datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qendra.project.settings")
django.setup()

from django.db import transaction  # noqa: E402 (after the set-up)

from qendra.accounts.actions import create_person, create_team  # noqa: E402
from qendra.accounts.rights import DefaultRole  # noqa: E402
from qendra.catalogue.actions import activate_service, add_member  # noqa: E402
from qendra.catalogue.models import (  # noqa: E402
    Contract,
    Customer,
    Prefix,
    Product,
    Provider,
    Site,
)

NOW = datetime.now(UTC)
ZONE = "Europe/Tirane"


@transaction.atomic
def main() -> None:
    # Who we are: pages, mails and ticket IDs say so. Change ticket_prefix now or never.
    Provider.objects.filter(id=1).update(
        name="Example Net",
        panel_name="My Example Net",
        ticket_prefix="EN",
        support_address="support@example.net",
        support_phone="+355 4 222 0000",
        time_zone=ZONE,
        country="AL",
    )

    # Staff. Passwords are made up and printed; there is no page yet to change one.
    agent = create_person(
        name="Ema Hoxha",
        email="ema@example.net",
        password=new_password("ema@example.net"),
        now=NOW,
        phone="+355 69 000 0001",
        time_zone=ZONE,
        roles=[DefaultRole.AGENT, DefaultRole.LADDER_HOLDER],
    )
    create_team(name="First line", members=[agent], is_first_line=True)
    # Where nobody else holds a level of the escalation matrix, the duty manager does.
    Provider.objects.filter(id=1).update(duty_manager=agent)

    # A customer with a contract, a site, a service and a contact who may sign in.
    customer = Customer.objects.create(name="Northwind", external_id="C-1001", time_zone=ZONE)
    contract = Contract.objects.create(
        customer=customer, code="K-1001", valid_from=date(2026, 1, 1)
    )
    site = Site.objects.create(customer=customer, name="Headquarters", time_zone=ZONE)
    product = Product.objects.create(code="IPT", name="IP transit")
    service = activate_service(
        code="IPT-10001",
        name="IP transit 1G",
        product=product,
        customer=customer,
        contract=contract,
        site=site,
        now=NOW,
    )
    Prefix.objects.create(network="192.0.2.0/25", service=service)
    contact = create_person(
        name="Alba Dervishi",
        email="alba@northwind.example",
        password=new_password("alba@northwind.example"),
        now=NOW,
        time_zone=ZONE,
    )
    add_member(person=contact, customer=customer)


def new_password(email: str) -> str:
    """A password that nobody guesses, shown this once."""
    password = secrets.token_urlsafe(12)
    print(f"{email} signs in with {password}")
    return password


if __name__ == "__main__":
    main()
    print("The provider, its staff and the first customer are there.")
