"""Every mail of the corpus, from a contact and from a stranger, ends in a defined place."""

from __future__ import annotations

from pathlib import Path

import pytest

from qendra.intake.email.models import RawMail, State
from tests.cast import Cast
from tests.intake.email.letters import arrive, outgoing

MAILS = sorted((Path(__file__).parent / "mails").glob("*.eml"))


@pytest.mark.parametrize("sender", [b"alba@customer.example", b"who@is.example"])
def test_it_ends_on_a_ticket_in_triage_or_ignored_with_a_reason(cast: Cast, sender: bytes) -> None:
    for path in MAILS:
        row = arrive(path.read_bytes().replace(b"ann@example.org", sender))
        assert row.state in {State.TICKET, State.TRIAGE, State.IGNORED}, path.stem
        assert row.last_error == "", path.stem
        assert row.ticket is not None or row.reason_sentence, path.stem
    assert RawMail.objects.count() == len(MAILS)


def test_a_stranger_opens_nothing_and_is_acknowledged_once(cast: Cast) -> None:
    for path in MAILS:
        arrive(path.read_bytes().replace(b"ann@example.org", b"who@is.example"))
    assert not RawMail.objects.filter(state=State.TICKET).exists()
    assert [message.to_address for message in outgoing()].count("who@is.example") == 1


def test_the_same_corpus_again_changes_nothing(cast: Cast) -> None:
    def ends() -> list[tuple[int, str, int | None]]:
        rows = RawMail.objects.order_by("id")
        return list(rows.values_list("id", "state", "ticket"))

    for path in MAILS:
        arrive(path.read_bytes().replace(b"ann@example.org", b"alba@customer.example"))
    before, sent = ends(), len(outgoing())
    for path in MAILS:
        arrive(path.read_bytes().replace(b"ann@example.org", b"alba@customer.example"))
    assert (ends(), len(outgoing())) == (before, sent)
