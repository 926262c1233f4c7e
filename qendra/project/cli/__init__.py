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
    "serve": "Answer the pages over HTTP.",
    "worker": "Send what waits and do what is due, until stopped.",
    "migrate": "Bring the database up to date.",
    "createadmin": "Make a person who may administer Qendra.",
    "demo": "Load the demo provider Interspace into an empty database.",
    "mail": "Take in mail: receive, listen; or collect our own: sink.",
    "ticket": "Show a ticket with its timeline.",
    "sweep": "Do all that is due, now or as of a time to come.",
}


class Command(Protocol):
    """What each module of this package offers."""

    @staticmethod
    def arguments(parser: argparse.ArgumentParser) -> None: ...

    @staticmethod
    def run(options: argparse.Namespace) -> int: ...


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence instead of printing its whole usage."""

    def error(self, message: str) -> NoReturn:
        raise Failure(f"{message[:1].upper()}{message[1:].rstrip('.')}; see {self.prog} --help.", 2)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code. 2: misused, 130: interrupted, 1: anything else."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(given)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 (the outermost frame)
        if os.environ.get("QENDRA_TRACEBACK"):
            traceback.print_exc()
        sentence, code = sentence_for(error)
        print(f"qendra: {sentence}", file=sys.stderr)
        # A mail server tries again after 75; only "too large" (65, from the command) is final.
        return 75 if given[:2] == ["mail", "receive"] else code


def _run(given: list[str]) -> int:
    parser = Parser(prog="qendra", description="The customer contact centre.", allow_abbrev=False)
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    name = next((word for word in given if not word.startswith("-")), "")
    if name and name not in COMMANDS:
        raise Failure(f"There is no command {name}; qendra --help lists the commands.", 2)
    for each, summary in COMMANDS.items():
        subparser = subparsers.add_parser(each, help=summary, description=summary)
        if each == name:
            command = _command(name)
            command.arguments(subparser)
            subparser.set_defaults(run=command.run)
    options = parser.parse_args(given)
    if not name:
        parser.print_help()
        return 2
    return cast("int", options.run(options))


def _command(name: str) -> Command:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qendra.project.settings")
    django.setup()
    return cast("Command", import_module(f"qendra.project.cli.{name}"))
