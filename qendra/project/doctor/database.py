"""The database: there, up to date, with the same time as we."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.db import connection

from qendra.project.doctor.finding import Finding
from qendra.project.postgres import place
from qendra.project.schema import pending_migrations, unknown_migrations

OLDEST = 15
MOST_SKEW = 5.0


def database() -> Finding:
    """Raises DatabaseError when it cannot be reached."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        major = int(cursor.fetchone()[0]) // 10000
    sentence = f"PostgreSQL {major} answers."
    if place.url_of(settings.DATA_DIR) == settings.DATABASE_URL:
        sentence = (
            f"PostgreSQL {major} answers; it is the embedded one, which is for one machine only."
        )
    return Finding("database", sentence, "" if major >= OLDEST else f"Use PostgreSQL {OLDEST}.")


def migrations() -> Finding:
    pending = pending_migrations()
    if pending:
        return Finding(
            "migrations", f"{len(pending)} migrations are missing.", "Run qendra migrate."
        )
    if unknown := unknown_migrations():
        return Finding(
            "migrations",
            f"The tables belong to a newer version, which made {len(unknown)} migrations.",
            "Install that version on this machine.",
        )
    return Finding("migrations", "The tables are up to date.")


def clock() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        skew = abs((cursor.fetchone()[0] - datetime.now(UTC)).total_seconds())
    sentence = f"Our clock and that of the database differ by {skew:.1f} seconds."
    return Finding("clock", sentence, "" if skew <= MOST_SKEW else "Let NTP set both clocks.")
