"""``deploy/first_customers.py``: a new installation gets its first people and a customer."""

from __future__ import annotations

import subprocess
import sys

import psycopg

from tests.database import another_database
from tests.project.programs import REPOSITORY, qendra, surroundings


def test_a_new_installation_gets_its_first_customer_who_can_then_report(database_url: str) -> None:
    with another_database(database_url, "first_customers") as url:
        assert qendra("migrate", "--quiet", DATABASE_URL=url).returncode == 0
        first, again = _run(url), _run(url)
        assert (first.returncode, first.stderr) == (0, "")
        assert again.returncode != 0
        given = ("token", "create", "--email", "alba@northwind.example", "--customer", "C-1001")
        assert qendra(*given, "--name", "trial", DATABASE_URL=url).returncode == 0
        mail = qendra("mail", "receive", text=REPORT, DATABASE_URL=url)
        assert mail.returncode == 0
        assert qendra("sweep", DATABASE_URL=url).returncode == 0
        with psycopg.connect(url) as session:
            found = session.execute(
                "SELECT service.code, person.name FROM tickets_ticket AS ticket"
                " JOIN catalogue_service AS service ON service.id = ticket.service_id"
                " JOIN accounts_person AS person ON person.id = ticket.reporter_id"
            ).fetchall()
        assert found == [("IPT-10001", "Alba Dervishi")]


REPORT = """From: Alba <alba@northwind.example>
To: support@example.net
Subject: No traffic
Message-ID: <1@northwind.example>
Date: Wed, 11 Mar 2026 10:00:00 +0100

Service ID: IPT-10001

The link is down.
"""


def _run(url: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "deploy/first_customers.py"],
        env=surroundings(DATABASE_URL=url),
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
