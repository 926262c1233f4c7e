"""How many of the labelled mails are read right: `python -m tests.intake.email.labelled.score`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from qendra.intake.email.described import Described, described
from qendra.intake.email.parse import parse_mail
from tests.intake.email.labelled import machines, replies, shapes
from tests.intake.email.labelled.cases import Case

# What the order asks of messages that others collected; our own must not fall below it.
WANTED = {
    "subject": 99.0,
    "sender": 99.0,
    "body": 92.0,
    "new text": 85.0,
    "words kept": 99.0,
    "attachments": 96.0,
    "bounces": 97.0,
    "no false bounce": 98.0,
    "automatic": 95.0,
    "hard or soft": 85.0,
    "recipients": 95.0,
}


def all_cases() -> list[Case]:
    return [*replies.cases(), *shapes.cases(), *machines.cases()]


def checks(case: Case, said: Described) -> Iterator[tuple[str, bool]]:
    """What is asked of this case, and whether it was read right."""
    if case.subject is not None:
        yield "subject", said["subject"] == case.subject
    if case.author is not None:
        yield "sender", (said["from"]["name"], said["from"]["address"]) == case.author
    if case.text is not None:
        yield "body", _even(said["text"]) == _even(case.text)
    if case.reply is not None:
        yield from _checks_of_reply(case, case.reply, said)
    if case.files is not None:
        yield "attachments", _files(said) == case.files
    yield from _checks_of_machine(case, said)


def _checks_of_reply(case: Case, reply: str, said: Described) -> Iterator[tuple[str, bool]]:
    is_right = _even(said["reply_text"]) == _even(reply)
    signed = _even(case.signed or reply)
    yield "new text", is_right and _even(said["reply_text_with_signature"]) == signed
    own = set(re.findall(r"\w+", reply))
    yield "words kept", own <= set(re.findall(r"\w+", said["reply_text"]))


def _checks_of_machine(case: Case, said: Described) -> Iterator[tuple[str, bool]]:
    bounce = said["bounce"] or {"hard": None, "recipients": []}
    if case.is_bounce is not None:
        name = "bounces" if case.is_bounce else "no false bounce"
        yield name, said["is_bounce"] == case.is_bounce
    if case.is_automatic is not None:
        yield "automatic", said["auto_submitted"] == case.is_automatic
    if case.is_hard is not None:
        yield "hard or soft", bounce["hard"] == case.is_hard
    if case.recipients is not None:
        yield "recipients", tuple(bounce["recipients"]) == case.recipients


def scores() -> tuple[dict[str, float], list[str]]:
    """(per cent of each, what was read wrong)."""
    right: dict[str, list[bool]] = defaultdict(list)
    wrong = []
    for case in all_cases():
        said = described(parse_mail(case.raw))
        for name, is_right in checks(case, said):
            right[name].append(is_right)
            if not is_right:
                wrong.append(f"{name}: {case.name}")
    return {name: 100 * sum(found) / len(found) for name, found in right.items()}, wrong


def _even(text: str) -> str:
    return " ".join(text.split())


def _files(said: Described) -> tuple[tuple[str, int], ...]:
    return tuple((file["filename"], file["size"]) for file in said["attachments"])


if __name__ == "__main__":
    found, missed = scores()
    lines = [f"{len(all_cases())} labelled mails"]
    lines += [
        f"{name:16} {found[name]:5.1f} %  (wanted {least:.0f})" for name, least in WANTED.items()
    ]
    print("\n".join([*lines, *missed]))  # noqa: T201
