"""``deploy/qendra``: the command with the settings that the units have, for people and Postfix."""

from __future__ import annotations

import os
import pwd
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.project.programs import REPOSITORY

SCRIPT = REPOSITORY / "deploy" / "qendra"


@pytest.fixture
def command(tmp_path: Path) -> Path:
    """As on a machine where Qendra stands in this checkout and runs as whoever we are."""
    settings = tmp_path / "qendra.env"
    settings.write_text(
        "DATABASE_URL='postgresql://qendra@/qendra?host=/nowhere&sslmode=disable'\n"
    )
    installed = tmp_path / "qendra"
    text = SCRIPT.read_text()
    for old, new in {
        "/etc/qendra/qendra.env": str(settings),
        "/var/lib/qendra": str(tmp_path / "data"),
        "/opt/qendra": str(REPOSITORY),
        "user=qendra": f"user={shlex.quote(pwd.getpwuid(os.getuid()).pw_name)}",
    }.items():
        assert old in text
        text = text.replace(old, new)
    installed.write_text(text)
    installed.chmod(0o755)
    return installed


def test_it_knows_the_settings_of_the_units(command: Path) -> None:
    done = _run(command, "sweep")
    assert done.returncode == 1
    assert "/nowhere" in done.stderr
    assert (command.parent / "data" / "secret-key").exists()


def test_it_passes_on_arguments_input_and_exit_code(command: Path) -> None:
    assert _run(command, "ticket", "show", "a b").returncode == 1
    # What a mail server tries again later.
    assert _run(command, "mail", "receive", "--sender", "", text="x").returncode == 75


def test_it_can_be_run() -> None:
    assert SCRIPT.stat().st_mode & 0o111 == 0o111


def _run(command: Path, *arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [command, *arguments],
        input=text,
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin:/usr/sbin:/sbin"},
        check=False,
    )
