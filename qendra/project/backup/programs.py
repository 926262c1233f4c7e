"""PostgreSQL's own programs and a session of our own, at the database of the settings."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from qendra.project.cli.sentences import Failure
from qendra.project.postgres import place


def connected() -> psycopg.Connection[tuple[object, ...]]:
    """A session beside Django's; OperationalError of Django when the database is away."""
    with connection.wrap_database_errors:
        return psycopg.connect(settings.DATABASE_URL)


def program(name: str, *, at_least: int) -> str:
    """The wheel's program, or the system's, of this major version or a later one; else Failure."""
    candidates = [place.wheel() / place.INSTALLATION / "bin" / name]
    if system := shutil.which(name):
        candidates.append(Path(system))
    for candidate in candidates:
        if candidate.exists() and _major(candidate) >= at_least:
            return str(candidate)
    raise Failure(f"There is no {name} for PostgreSQL {at_least}; install its client programs.")


def address() -> str:
    """The database of the settings, without its password: other users see command lines."""
    return make_conninfo("", **(conninfo_to_dict(settings.DATABASE_URL) | {"password": None}))


def surroundings() -> dict[str, str]:
    """Our environment, and the password where only we can read it."""
    password = conninfo_to_dict(settings.DATABASE_URL).get("password")
    return os.environ | ({"PGPASSWORD": str(password)} if password else {})


def last_line(text: str) -> str:
    """What a program said last; without its own name and the full stop."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1].removesuffix(".") if lines else "it gives no reason"


def _major(path: Path) -> int:
    said = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"\) (\d+)", said.stdout)
    return int(found[1]) if found else 0
