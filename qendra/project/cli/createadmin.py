"""``qendra createadmin``: the first person of an installation."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from qendra.accounts.actions import create_person
from qendra.accounts.rights import DefaultRole
from qendra.project.cli.sentences import Failure


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", required=True)
    parser.add_argument("--email", required=True)
    parser.epilog = (
        "The password is asked for, or read from standard input or from QENDRA_ADMIN_PASSWORD."
    )


def run(options: argparse.Namespace) -> int:
    _check(validate_email, options.email)
    password = _password()
    _check(validate_password, password)
    person = create_person(
        name=options.name,
        email=options.email,
        password=password,
        roles=[DefaultRole.ADMINISTRATOR],
        now=datetime.now(UTC),
    )
    print(f"{person.name} may sign in as {person.email}.")
    return 0


def _password() -> str:
    given = os.environ.get("QENDRA_ADMIN_PASSWORD")
    if given:
        return given
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("Password: ")
    if first != getpass.getpass("The same again: "):
        raise Failure("The two passwords differ; nobody was made.")
    return first


def _check(rule: Callable[[str], None], value: str) -> None:
    try:
        rule(value)
    except ValidationError as error:
        raise Failure(" ".join(error.messages)) from None
