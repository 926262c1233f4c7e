"""The tests' own database."""

from __future__ import annotations

import pytest
from django.db import connection


@pytest.mark.django_db
def test_it_is_a_real_postgresql_without_extensions() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        assert int(cursor.fetchone()[0]) >= 150000
        cursor.execute("SELECT array_agg(extname::text) FROM pg_extension")
        assert cursor.fetchone()[0] == ["plpgsql"]
