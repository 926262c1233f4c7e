"""``qendra mail parse --ndjson`` as another program uses it: long-lived, in order, at once."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.project.programs import COMMAND, is_one_plain_sentence, qendra, surroundings

MAILS = Path(__file__).parents[1] / "intake" / "email" / "mails"


def test_it_answers_each_line_before_the_next_is_asked_in_order_without_a_database() -> None:
    filtering = subprocess.Popen(
        [*COMMAND, "mail", "parse", "--ndjson"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=surroundings(DATABASE_URL="postgresql://postgres@/nowhere?host=%2Fnowhere"),
    )
    assert filtering.stdin
    assert filtering.stdout
    lines = [
        json.dumps({"id": name, "path": str(MAILS / f"{name}.eml")}).encode()
        for name in ("plain", "bounce", "not_there", "html_only")
    ]
    answers = []
    for line in [*lines, b"nonsense", b"x" * 200_000]:
        filtering.stdin.write(line + b"\n")
        filtering.stdin.flush()
        answers.append(json.loads(filtering.stdout.readline()))
    rest, _errors = filtering.communicate(timeout=20)
    assert [said["id"] for said in answers] == [
        "plain", "bounce", "not_there", "html_only", None, None,
    ]  # fmt: skip
    assert ["rejected" in said for said in answers] == [False, False, True, False, True, True]
    assert (rest, filtering.returncode) == (b"", 0)


def test_what_takes_longer_than_it_may_is_given_up_with_a_sentence() -> None:
    line = json.dumps({"id": 1, "path": str(MAILS / "plain.eml")}) + "\n"
    done = qendra("mail", "parse", "--ndjson", "--seconds", "0", text=line)
    said = json.loads(done.stdout)
    assert said["id"] == 1
    assert "given up" in said["rejected"]


def test_it_says_which_form_it_speaks() -> None:
    done = qendra("mail", "parse", text="")
    assert done.returncode == 2
    assert is_one_plain_sentence(done.stderr)
