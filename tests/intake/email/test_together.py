"""New reports that came at about the same time are one transaction; everything else is its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qendra.intake.email.actions import claim_mails, process_mails, store_mail, together
from qendra.intake.email.models import RawMail, State, Way
from qendra.intake.email.reasons import Reason
from qendra.jobs import mail as loop
from qendra.outbox.models import Message
from qendra.tickets import addresses
from qendra.tickets.models import Entry, News, Ticket
from qendra.tickets.replay import differences
from tests.cast import NOW, Cast, make_cast, opened
from tests.intake.email.letters import SUPPORT, letter

ALBA = "alba@customer.example"


def store(raw: bytes) -> RawMail:
    return store_mail(raw=raw, envelope_from=ALBA, envelope_to=[SUPPORT], way=Way.LMTP, now=NOW)


def report(number: int) -> RawMail:
    return store(letter(ALBA, f"IPT-10001 is dead, case {number}", subject=f"Case {number}"))


def test_each_report_becomes_a_ticket_like_one_that_came_alone(cast: Cast) -> None:
    rows = [report(number) for number in range(3)]
    assert loop.run_once(now=NOW) == 3
    for number, row in enumerate(rows):
        row.refresh_from_db()
        ticket = Ticket.objects.get(mails=row)
        assert (row.state, row.from_address, row.lease_until) == (State.TICKET, ALBA, None)
        assert (ticket.subject, ticket.service) == (f"Case {number}", cast.transit)
        assert row.entry_id == Entry.objects.filter(ticket=ticket).earliest("id").id
        assert not differences(ticket)
        assert Message.objects.get(about_id=ticket.id).in_reply_to == row.message_id
    assert News.objects.count() == Entry.objects.count()


def test_more_reports_are_no_more_queries(cast: Cast) -> None:
    _queries(2)  # what a process reads once in its life
    assert _queries(2) == _queries(6)


def test_an_answer_to_a_report_of_the_same_moment_joins_its_ticket(cast: Cast) -> None:
    store(letter(ALBA, "IPT-10001 is dead", message_id="first@customer.example"))
    answer = ["In-Reply-To: <first@customer.example>"]
    store(letter(ALBA, "Now 10002 too", subject="Re: Link down", headers=answer))
    store(letter(ALBA, "And our shop", subject="Re: Link down", headers=answer))
    report(4)
    loop.run_once(now=NOW)
    alone, joined = Ticket.objects.order_by("subject")
    assert (alone.subject, joined.subject) == ("Case 4", "Link down")
    texts = joined.entries.filter(kind="message").order_by("id")
    assert [each.words.text for each in texts] == ["Now 10002 too", "And our shop"]


def test_what_is_no_plain_report_is_done_alone(cast: Cast) -> None:
    report(1)
    stranger = store(letter("stranger@elsewhere.example", "Hello"))
    machine = store(letter(ALBA, "Away", headers=["Auto-Submitted: auto-replied"]))
    large = store(letter(ALBA, "IPT-10001 " + "x" * together.MOST_BYTES))
    loop.run_once(now=NOW)
    fates = {row.id: (row.state, row.reason) for row in RawMail.objects.all()}
    assert fates[stranger.id] == (State.TRIAGE, Reason.UNKNOWN_SENDER)
    assert fates[machine.id] == (State.IGNORED, Reason.AUTOMATIC_REPLY)
    assert fates[large.id][0] == State.TICKET


def test_nobodys_ticket_is_touched_in_the_common_transaction(cast: Cast) -> None:
    ticket = opened(cast)
    shown_id = addresses.shown_id(ticket, cast.provider)
    reply_to = addresses.reply_address(ticket, cast.provider)
    plain = report(1)
    others = [
        store(letter(ALBA, "More", subject=f"Re: [{shown_id}] Link down")),
        store(letter(ALBA, "More", to=reply_to)),
        store(letter(ALBA, "More", headers=["References: <x@customer.example>"])),
    ]
    ids = [plain.id, *(each.id for each in others)]
    assert together.file_new_reports(mail_ids=ids, now=NOW) == {plain.id}
    assert not ticket.entries.filter(kind="message").exists()
    process_mails(mail_ids=ids, now=NOW)
    assert ticket.entries.filter(kind="message").count() == 2


def test_when_one_fails_at_the_end_nothing_stays_and_each_is_done_alone(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [report(number) for number in range(3)]

    def failing(settled: object) -> None:
        assert Ticket.objects.count() == 3
        raise ValueError("the last statement fails")

    monkeypatch.setattr(together, "settle_rows", failing)
    process_mails(mail_ids=claim_mails(now=NOW, limit=5), now=NOW)
    assert {row.state for row in RawMail.objects.all()} == {State.TICKET}
    assert Ticket.objects.count() == len(rows) == Message.objects.count()


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_the_same_batch_do_each_mail_once(transactional_db: None) -> None:
    make_cast()
    ids = [report(number).id for number in range(6)]
    together_now = Barrier(2)

    def work(_: int) -> None:
        try:
            together_now.wait(timeout=20)
            process_mails(mail_ids=ids, now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(work, range(2)))
    assert {row.state for row in RawMail.objects.all()} == {State.TICKET}
    assert Ticket.objects.count() == len(ids) == Message.objects.count()


def _queries(count: int) -> int:
    for number in range(count):
        report(number)
    with CaptureQueriesContext(connection) as captured:
        assert loop.run_once(now=NOW) == count
    return len(captured)
