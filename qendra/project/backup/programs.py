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

# Where Debian and Red Hat keep the programs of each version.
_ROOT = Path("/")
_INSTALLATIONS = ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin")


def connected() -> psycopg.Connection[tuple[object, ...]]:
    """A session beside Django's; OperationalError of Django when the database is away."""
    with connection.wrap_database_errors:
        return psycopg.connect(settings.DATABASE_URL)


def client(name: str, *, at_least: int) -> str:
    """A program that talks to the database; Failure where none is of this major version or later.

    The wheel's know no TLS, so for a server across a network the system's come first.
    """
    ours, installed = _of_the_wheel(name), _of_the_system(name)
    return _first([*installed, ours] if _is_across_a_network() else [ours, *installed], at_least)


def reader(name: str, *, at_least: int) -> str:
    """A program that only reads an archive: the newest, which understands what any other wrote."""
    everywhere = [_of_the_wheel(name), *_of_the_system(name)]
    return _first(sorted(everywhere, key=_major, reverse=True), at_least)


def address() -> str:
    """The database of the settings, without its password: other users see command lines."""
    return make_conninfo("", **(conninfo_to_dict(settings.DATABASE_URL) | {"password": None}))


def surroundings() -> dict[str, str]:
    """Our environment, English messages, and the password where only we can read it."""
    password = conninfo_to_dict(settings.DATABASE_URL).get("password")
    return os.environ | {"LC_ALL": "C"} | ({"PGPASSWORD": str(password)} if password else {})


def last_line(text: str) -> str:
    """What a program said last; without its own name and the full stop."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1].removesuffix(".") if lines else "it gives no reason"


def _first(candidates: list[Path], at_least: int) -> str:
    for candidate in candidates:
        if _major(candidate) >= at_least:
            return str(candidate)
    name = candidates[0].name
    raise Failure(f"There is no {name} for PostgreSQL {at_least}; install its client programs.")


def _of_the_wheel(name: str) -> Path:
    return place.wheel() / place.INSTALLATION / "bin" / name


def _of_the_system(name: str) -> list[Path]:
    """The newest first. Last what the PATH names: on Debian a wrapper that chooses by itself."""
    folders = [folder for pattern in _INSTALLATIONS for folder in _ROOT.glob(pattern)]
    found = [folder / name for folder in folders if (folder / name).exists()]
    chosen = shutil.which(name)
    return sorted(found, key=_major, reverse=True) + ([Path(chosen)] if chosen else [])


def _is_across_a_network() -> bool:
    host = conninfo_to_dict(settings.DATABASE_URL).get("host") or ""
    return bool(host) and not str(host).startswith("/")


def _major(path: Path) -> int:
    said = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"\) (\d+)", said.stdout)
    return int(found[1]) if found else 0
