"""``qendra mail receive`` as a mail server runs it: one mail in, one exit code out."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from qendra.intake.email.limits import SIZE_LIMIT
from qendra.intake.email.models import RawMail, Way
from tests.intake.email.letters import SUPPORT, letter
from tests.project.programs import COMMAND, REPOSITORY, surroundings

ANN = "ann@customer.example"
pytestmark = pytest.mark.django_db(transaction=True)


def receive(raw: bytes, url: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    arguments = ["mail", "receive", "--sender", ANN, "--recipient", SUPPORT]
    return subprocess.run(
        [*COMMAND, *arguments],
        input=raw,
        capture_output=True,
        env=surroundings(DATABASE_URL=url, QENDRA_DATA=str(folder)),
        cwd=REPOSITORY,
        timeout=120,
        check=False,
    )


def test_it_exits_with_0_once_the_mail_is_durable(database_url: str, tmp_path: Path) -> None:
    raw = letter(ANN) + b"\xff\x00"
    done = receive(raw, database_url, tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    row = RawMail.objects.get()
    assert bytes(row.raw) == raw
    assert (row.way, row.envelope_from, row.envelope_to) == (Way.PIPE, ANN, [SUPPORT])


def test_an_empty_mail_is_a_mail(database_url: str, tmp_path: Path) -> None:
    assert receive(b"", database_url, tmp_path).returncode == 0
    assert RawMail.objects.get().size == 0


def test_it_exits_with_65_for_a_mail_above_the_limit(database_url: str, tmp_path: Path) -> None:
    done = receive(b"x" * (SIZE_LIMIT + 10), database_url, tmp_path)
    assert done.returncode == 65
    assert done.stderr.count(b"\n") == 1
    assert RawMail.objects.count() == 0


def test_it_exits_with_75_when_the_database_is_away(database_url: str, tmp_path: Path) -> None:
    done = receive(letter(ANN), f"{database_url}_that_is_away", tmp_path)
    assert done.returncode == 75
    assert done.stderr.startswith(b"qendra: ")
    assert done.stderr.count(b"\n") == 1
