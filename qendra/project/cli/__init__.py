"""The command ``qendra``: one module for each command, read only when it is used.

``qendra mail receive`` runs once for each mail, so nothing is imported that its command does
not need. Every error is one plain sentence on standard error and an exit code.
"""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn, Protocol, cast

import django

from qendra.project.cli.sentences import Failure, sentence_for

COMMANDS = {
    "serve": "Answer the pages over HTTP, until stopped.",
    "worker": "Send what waits and do what is due, until stopped.",
    "migrate": "Bring the database up to date.",
    "demo": "Load the demo provider Interspace into an empty installation.",
    "createadmin": "Make a person who may administer Qendra.",
    "mail receive": "Take one raw message from standard input.",
    "mail listen": "Take mail over LMTP and SMTP, until stopped.",
    "mail parse": "Say what is read of mails, as a filter for programs.",
    "mail sink": "Write every mail into a folder, for trials, until stopped.",
    "ticket show": "Print a ticket with its timeline.",
    "token create": "Make a token for a program.",
    "token list": "Print the tokens of programs, and when they were last used.",
    "token revoke": "Make a token worth nothing.",
    "webhook list": "Print the webhooks, how they do, and what waits.",
    "webhook log": "Print the latest deliveries of a webhook.",
    "webhook replay": "Send again what the log of a webhook has.",
    "webhook enable": "Let a webhook send again.",
    "webhook disable": "Let a webhook send nothing more.",
    "sweep": "Do all that is due, now or as of a time to come.",
    "backup": "Write database, files and secret key into one archive.",
    "backup verify": "Restore an archive for a moment, look at it, and throw it away.",
    "restore": "Restore an archive into an empty installation.",
    "replay": "Make tickets again from their timelines, and compare.",
    "doctor": "Say what is wrong, and what helps.",
    "watch": "Raise the alarm when worker, pages or database are dead, until stopped.",
    "version": "Say which version this is.",
}
# These know no tables, and start in half the time without them.
WITHOUT_APPS = {"mail parse", "mail sink", "version"}
MISUSED = 2
TRY_AGAIN = 75
TOO_LARGE = 65


class Command(Protocol):
    """What each module of this package offers."""

    @staticmethod
    def arguments(parser: argparse.ArgumentParser) -> None: ...

    @staticmethod
    def run(options: argparse.Namespace) -> int: ...


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence instead of printing its whole usage."""

    def error(self, message: str) -> NoReturn:
        said = f"{message[:1].upper()}{message[1:].rstrip('.')}"
        raise Failure(f"{said}; see {self.prog} --help.", MISUSED)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code. 2: misused, 130: interrupted, 70: our mistake, 1: else."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(given)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 (the outermost frame)
        if os.environ.get("QENDRA_TRACEBACK"):
            traceback.print_exc()
        sentence, code = sentence_for(error)
        print(f"qendra: {sentence}", file=sys.stderr)
        # A mail server keeps the mail and tries again, whatever the trouble; large stays large.
        return TRY_AGAIN if given[:2] == ["mail", "receive"] and code != TOO_LARGE else code


def _run(given: list[str]) -> int:
    if not given or given[0] in {"-h", "--help"}:
        _list_commands()
        return 0 if given else MISUSED
    name = _name(given)
    parser = Parser(prog=f"qendra {name}", description=COMMANDS[name], allow_abbrev=False)
    command = _command(name)
    command.arguments(parser)
    return command.run(parser.parse_args(given[len(name.split()) :]))


def _name(given: list[str]) -> str:
    """The command that the first one or two words name."""
    for name in (" ".join(given[:2]), given[0]):
        if name in COMMANDS:
            return name
    ways = [name.split()[1] for name in COMMANDS if name.startswith(f"{given[0]} ")]
    if ways:
        raise Failure(f"After qendra {given[0]} comes {' or '.join(ways)}.", MISUSED)
    raise Failure(f"There is no command {given[0]}; qendra --help lists the commands.", MISUSED)


def _list_commands() -> None:
    print("qendra COMMAND; each explains itself with --help.\n")
    for name, summary in COMMANDS.items():
        print(f"  {name:<15} {summary}")


def _command(name: str) -> Command:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qendra.project.settings")
    if name not in WITHOUT_APPS:
        django.setup()
    return cast("Command", import_module(f"qendra.project.cli.{name.replace(' ', '_')}"))
