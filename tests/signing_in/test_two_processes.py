"""Several machines are one door: what one process counted holds for the others."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.test import Client

from tests.cast import PASSWORD, Cast
from tests.database import REPOSITORY
from tests.signing_in.conftest import code_of, set_up_app, sign_in

# Knocks as often as it is told, with what it is told, and says what it was answered.
KNOCK = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django
django.setup()
from django.test import Client
path, times, *given = sys.argv[1:]
form = dict(each.split("=", 1) for each in given)
for _ in range(int(times)):
    client = Client()
    client.cookies["django_language"] = "en"
    if "code" in form:
        first = {name: form[name] for name in ("username", "password")}
        client.post("/sign-in/", first)
    answer = client.post(path, form)
    page = answer.content.decode()
    print("shut" if "too many" in page else "open" if answer.status_code == 200 else "in")
"""


def processes(database_url: str, path: str, times: int, **form: str) -> list[subprocess.Popen[str]]:
    """Two processes that begin at once, each with its own memory and connection."""
    given = [f"{name}={value}" for name, value in form.items()]
    return [
        subprocess.Popen(
            [sys.executable, "-c", KNOCK, path, str(times), *given],
            stdout=subprocess.PIPE,
            text=True,
            cwd=REPOSITORY,
            env=os.environ | {"DATABASE_URL": database_url},
        )
        for _ in range(2)
    ]


def answers(begun: list[subprocess.Popen[str]]) -> list[str]:
    found = [each.communicate(timeout=120)[0].split() for each in begun]
    assert [each.returncode for each in begun] == [0, 0]
    return [word for words in found for word in words]


@pytest.fixture
def committed(transactional_db: None, cast: Cast) -> Cast:
    """The cast as other processes see it."""
    return cast


def test_five_wrong_passwords_in_two_processes_shut_one_door(
    committed: Cast, database_url: str
) -> None:
    email = committed.alba.email or ""
    begun = processes(database_url, "/sign-in/", 6, username=email, password="wrong")
    found = answers(begun)
    assert sorted(found) == ["open"] * 5 + ["shut"] * 7
    answer = Client().post("/sign-in/", {"username": email, "password": PASSWORD})
    assert answer.status_code == 200, "it is shut here as well"


def test_a_code_of_an_app_that_one_process_took_is_used_up_for_the_other(
    committed: Cast, database_url: str
) -> None:
    code = code_of(set_up_app(sign_in(committed.alba)), later=1)
    email = committed.alba.email or ""
    form = {"username": email, "password": PASSWORD, "code": code}
    found = answers(processes(database_url, "/sign-in/second/", 1, **form))
    assert sorted(found) == ["in", "open"]
