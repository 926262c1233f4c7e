"""Whatever goes wrong: one plain sentence on standard error, an exit code, no traceback."""

from __future__ import annotations

import psycopg
import pytest

from qendra.project import cli
from tests.database import at_database
from tests.project.programs import is_one_plain_sentence, qendra

NOWHERE = "postgresql://postgres@/qendra?host=%2Fnowhere"

MISUSED = [
    ["nonsense"],
    ["--nonsense"],
    ["ticket"],
    ["ticket", "show"],
    ["ticket", "hide", "IS-1"],
    ["serve", "--port", "many"],
    ["serve", "--port", "99999"],
    ["serve", "--port", "0"],
    ["mail", "sink", "--port", "65536"],
    ["createadmin"],
    ["mail"],
    ["mail", "send"],
    ["mail", "listen", "--lmtp-port", "x"],
    ["sweep", "--at"],
    ["worker", "--fast"],
]


@pytest.mark.parametrize("arguments", MISUSED, ids=" ".join)
def test_a_misused_command_says_what_is_wrong(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(arguments) == 2
    printed = capsys.readouterr()
    assert is_one_plain_sentence(printed.err)
    assert printed.out == ""


def test_a_mail_server_tries_again_when_mail_receive_is_misused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["mail", "receive", "--nonsense"]) == 75
    assert is_one_plain_sentence(capsys.readouterr().err)


def test_without_a_command_it_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 2
    printed = capsys.readouterr().out
    assert all(name in printed for name in cli.COMMANDS)


@pytest.mark.parametrize("command", sorted(cli.COMMANDS))
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main([*command.split(), "--help"])
    assert left.value.code == 0
    assert cli.COMMANDS[command] in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    "arguments",
    [
        ["migrate"],
        ["demo"],
        ["ticket", "show", "IS-1234-5678-9"],
        ["sweep"],
        ["createadmin", "--name", "Ana", "--email", "ana@example.org"],
    ],
    ids=" ".join,
)
def test_a_database_that_cannot_be_reached_is_named(arguments: list[str]) -> None:
    done = qendra(*arguments, text="correct horse battery", DATABASE_URL=NOWHERE)
    assert done.returncode == 1
    assert is_one_plain_sentence(done.stderr), done.stderr
    assert "The database cannot be reached" in done.stderr


def test_an_empty_database_says_to_migrate(database_url: str) -> None:
    empty = "qendra_test_empty"
    with psycopg.connect(at_database(database_url, "postgres"), autocommit=True) as session:
        session.execute(f'DROP DATABASE IF EXISTS "{empty}"')
        session.execute(f'CREATE DATABASE "{empty}"')
        try:
            url = at_database(database_url, empty)
            done = qendra("ticket", "show", "IS-1234-5678-9", DATABASE_URL=url)
        finally:
            session.execute(f'DROP DATABASE "{empty}" WITH (FORCE)')
    assert done.returncode == 1
    assert is_one_plain_sentence(done.stderr), done.stderr
    assert "qendra migrate" in done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("QENDRA_WEB_PORT", "many"),
        ("QENDRA_SMTP_STARTTLS", "perhaps"),
        ("DATABASE_URL", "mysql://x"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(name: str, value: str) -> None:
    done = qendra("sweep", **{name: value})
    assert done.returncode == 1
    assert is_one_plain_sentence(done.stderr), done.stderr
    assert name in done.stderr


@pytest.mark.parametrize(
    ("error", "code"), [(KeyError("colour"), 70), (KeyboardInterrupt(), 130), (OSError(28, ""), 1)]
)
def test_a_mistake_of_ours_and_an_interrupt_are_one_sentence_too(
    error: BaseException,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def broken(given: list[str]) -> int:
        raise error

    monkeypatch.setattr(cli, "_run", broken)
    assert cli.main(["sweep"]) == code
    printed = capsys.readouterr().err
    assert is_one_plain_sentence(printed)
    assert "Traceback" not in printed
