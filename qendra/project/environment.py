"""What the environment says, read once when the settings are loaded."""

from __future__ import annotations

import os
import re
import secrets
from datetime import time
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

SHORTEST_TOKEN = 16
PREPARED_AFTER = 5
LOCAL = "127.0.0.1"
# "Every address" as an address to listen on, and what to dial instead.
ANYWHERE = {"0.0.0.0": LOCAL, "::": "::1"}  # noqa: S104 (told apart, never the default)


class BadSetting(Exception):
    """A setting in the environment makes no sense. The text is one sentence for the operator."""


def text(name: str, default: str = "") -> str:
    """The setting without surrounding blanks; the default when it is missing or empty."""
    return os.environ.get(name, "").strip() or default


def number(name: str, default: int) -> int:
    """A whole number; BadSetting when it is none."""
    value = text(name)
    if not value:
        return default
    if not value.isascii() or not value.isdigit():
        raise BadSetting(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def flag(name: str, default: bool) -> bool:  # noqa: FBT001 (the default of a setting reads well)
    """yes/no, on/off, true/false, 1/0 in any case; BadSetting for anything else."""
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "yes", "on", "true"}:
        return True
    if value in {"0", "no", "off", "false"}:
        return False
    raise BadSetting(f"{name} must be yes or no, not {value!r}.")


def choice(name: str, default: str, *others: str) -> str:
    """One of these words, written in any case; BadSetting for another one."""
    words = (default, *others)
    value = text(name, default).lower()
    for word in words:
        if word.lower() == value:
            return word
    raise BadSetting(f"{name} must be {', '.join(words[:-1])} or {words[-1]}, not {value!r}.")


def time_of_day(name: str, default: str) -> time:
    """Hours and minutes, such as ``02:30``; BadSetting for anything else."""
    value = text(name, default)
    found = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", value)
    if found is None:
        raise BadSetting(f"{name} must be a time such as 02:30, not {value!r}.")
    return time(int(found[1]), int(found[2]))


def folder(name: str, default: Path) -> Path | None:
    """A folder, which need not exist; None for ``off``."""
    value = text(name, str(default))
    return None if value.lower() == "off" else Path(value).absolute()


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Networks in CIDR, with commas between them; BadSetting for anything else."""
    try:
        return [ip_network(each.strip()) for each in text(name).split(",") if each.strip()]
    except ValueError:
        raise BadSetting(f"{name} must be networks like 10.1.0.0/16, fd00:7::/32.") from None


def token(name: str) -> str:
    """A secret that a program shows us; empty for none, BadSetting for one that is guessed."""
    value = text(name)
    if value and len(value) < SHORTEST_TOKEN:
        raise BadSetting(f"{name} must have at least {SHORTEST_TOKEN} characters.")
    return value


def near(bind: str) -> str:
    """The address at which a program on this machine reaches what listens on ``bind``."""
    return ANYWHERE.get(bind, bind)


def base_url() -> str:
    """Where people reach the pages: QENDRA_BASE_URL, else where they are served."""
    bind = near(text("QENDRA_BIND", LOCAL))
    host = f"[{bind}]" if ":" in bind else bind
    return text("QENDRA_BASE_URL", f"http://{host}:{number('QENDRA_WEB_PORT', 8000)}").rstrip("/")


def allowed_hosts() -> list[str]:
    """The names under which requests are answered.

    Pages that listen everywhere and were told no name of their own answer to any: links in
    mails never follow the name of a request.
    """
    if not text("QENDRA_BASE_URL") and text("QENDRA_BIND") in ANYWHERE:
        return ["*"]
    return [urlsplit(base_url()).hostname or "localhost", LOCAL, "localhost", "[::1]"]


def secret_key(data_dir: Path) -> str:
    """QENDRA_SECRET_KEY, or the key in the data folder, made on first use (0600).

    Several processes may start at once: the first to link its file wins, the others read it.
    """
    given = text("QENDRA_SECRET_KEY")
    if given:
        return given
    file = data_dir / "secret-key"
    if not file.exists():
        _make_key_file(file)
    return file.read_text().strip()


def _make_key_file(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(secrets.token_urlsafe(64) + "\n")
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(fresh, file)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def database(url: str) -> dict[str, object]:
    """Django's settings for ``postgresql://user:password@host:port/name?host=/socket/folder``.

    Other parameters (sslmode, application_name …) are passed on to libpq. A statement that a
    connection has sent five times is prepared, where ``qendra.lib.plans`` says so.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise BadSetting("DATABASE_URL must begin with postgresql:// or postgres://.")
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise BadSetting("DATABASE_URL must end with the name of the database.")
    options: dict[str, object] = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = options.pop("host", None) or unquote(parts.hostname or "")
    if flag("QENDRA_PREPARED_STATEMENTS", default=True):
        options["prepare_threshold"] = PREPARED_AFTER
    return {
        "ENGINE": "qendra.project.database",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
