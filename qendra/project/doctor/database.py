"""The database: there, up to date, with the same time as we."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
    sentence = _("PostgreSQL %(version)d answers.")
    if place.url_of(settings.DATA_DIR) == settings.DATABASE_URL:
        sentence = _(
            "PostgreSQL %(version)d answers; it is the embedded one, which is for one machine only."
        )
    remedy = _("Use PostgreSQL %(version)d or newer.") % {"version": OLDEST}
    return Finding("database", sentence % {"version": major}, "" if major >= OLDEST else remedy)


def migrations() -> Finding:
    pending = len(pending_migrations())
    if pending:
        sentence = ngettext(
            "%(count)d migration is missing.", "%(count)d migrations are missing.", pending
        )
        return Finding("migrations", sentence % {"count": pending}, _("Run qendra migrate."))
    if unknown := len(unknown_migrations()):
        sentence = ngettext(
            "The tables belong to a newer version, which made %(count)d migration.",
            "The tables belong to a newer version, which made %(count)d migrations.",
            unknown,
        )
        remedy = _("Install that version on this machine.")
        return Finding("migrations", sentence % {"count": unknown}, remedy)
    return Finding("migrations", _("The tables are up to date."))


def clock() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        skew = abs((cursor.fetchone()[0] - datetime.now(UTC)).total_seconds())
    sentence = _("Between our clock and that of the database lie %(seconds)s s.")
    remedy = "" if skew <= MOST_SKEW else _("Let NTP set both clocks.")
    return Finding("clock", sentence % {"seconds": f"{skew:.1f}"}, remedy)
