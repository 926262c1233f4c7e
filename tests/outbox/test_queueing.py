"""A message is queued once, with what tells of it, and whatever a stranger wrote into it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from django.db import IntegrityError, connection, connections, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as rounds
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, Settings

from qendra.files.actions import keep_file
from qendra.outbox.actions import OutgoingFile, queue_email
from qendra.outbox.models import HEADER_FIELDS, Message
from qendra.outbox.selectors import messages_about
from tests.outbox.letters import NOW, letter, queued


@pytest.mark.django_db
def test_it_stands_queued_and_due(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(2):
        message = queue_email(**letter())
    message.refresh_from_db()
    assert (message.state, message.attempts, message.repeats) == ("queued", 0, 0)
    assert message.next_attempt_at == message.created_at == NOW
    assert list(messages_about("ticket", 1)) == [message]


@pytest.mark.django_db
def test_the_same_key_is_the_same_message_for_ever() -> None:
    first = queue_email(**letter())
    again = queue_email(
        **letter(subject="Another", message_id="other@x.example", now=NOW + timedelta(days=9))
    )
    assert again == first
    assert again.subject == "[IS-1234-5678-9] Loss of signal"
    assert Message.objects.count() == 1


@pytest.mark.django_db
def test_a_second_message_never_takes_a_message_id() -> None:
    queue_email(**letter(1))
    with pytest.raises(IntegrityError), transaction.atomic():
        queue_email(**letter(2, message_id="<ack.1@interspace.example>"))


@pytest.mark.django_db
def test_files_go_along_once(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    stored = keep_file(content=b"x", now=NOW)
    files = [
        OutgoingFile(stored, "a\r\nX: y.txt", "text/plain"),
        OutgoingFile(stored, "b.txt", ""),
    ]
    message = queue_email(**letter(files=files))
    queue_email(**letter(files=files))
    assert [file.filename for file in message.files.all()] == ["a X: y.txt", "b.txt"]


@pytest.mark.django_db
def test_strangers_words_write_no_headers() -> None:
    odd = "Hello\r\nBcc: everybody@example.com\x00\u202e\ud800"
    message = queue_email(
        **letter(subject=odd, to_name=odd, to_address=f"a@b.example{odd}", written=odd)
    )
    message.refresh_from_db()
    assert message.subject == message.to_name == "Hello Bcc: everybody@example.com \ufffd"
    assert "\n" not in message.to_address
    assert message.text == "Hello\nBcc: everybody@example.com\u202e\ufffd"


@pytest.mark.django_db
def test_what_is_no_message_id_is_left_out_of_the_thread() -> None:
    message = queue_email(
        **letter(
            message_id="<ours@interspace.example>",
            in_reply_to="<theirs@x.example>\r\nX: y",
            references=["<a@x>", "no id ü", "<a@x>", "b@x <c@x>", "d" * 999],
        )
    )
    assert message.message_id == "ours@interspace.example"
    assert message.in_reply_to == "theirs@x.example"
    assert message.references == ["a@x", "no", "id", "b@x", "c@x"]


@pytest.mark.django_db
def test_of_a_long_thread_the_first_and_the_latest_remain() -> None:
    message = queue_email(**letter(references=[f"{n}@x" for n in range(100)]))
    assert message.references == ["0@x", *(f"{n}@x" for n in range(81, 100))]


@pytest.mark.django_db
@given(words=st.text(alphabet=st.characters(), max_size=700))
@rounds(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_words_of_a_stranger_break_the_write(words: str) -> None:
    with transaction.atomic():
        message = queue_email(
            **letter(
                to_name=words,
                to_address=words,
                subject=words,
                written=words,
                in_reply_to=words,
                references=[words],
            )
        )
        message.refresh_from_db()
        assert not any(set("\r\n\x00") & set(getattr(message, field)) for field in HEADER_FIELDS)
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("field", HEADER_FIELDS)
def test_the_database_refuses_a_line_break_in_a_header(field: str) -> None:
    message = queued()
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(**{field: "a\nBcc: b"})


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"references": ["a", "b\r\nBcc: c"]},
        {"state": "lost"},
        {"transport": "pigeon"},
        {"state": "sending"},
        {"state": "sent"},
        {"lease_until": NOW},
        {"sent_at": NOW},
        {"key": ""},
    ],
)
def test_the_database_refuses_what_makes_no_sense(change: dict[str, object]) -> None:
    message = queued()
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(**change)


@pytest.mark.django_db(transaction=True)
def test_it_refuses_to_be_queued_outside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        queue_email(**letter())


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_queue_one() -> None:
    keys: list[int] = []

    def queue() -> None:
        try:
            keys.append(queued().pk)
        finally:
            connections.close_all()

    with transaction.atomic():
        first = queue_email(**letter())
        threads = [Thread(target=queue) for _ in range(3)]
        for thread in threads:
            thread.start()
        _wait_until_blocked(3)
    for thread in threads:
        thread.join()
    assert keys == [first.pk] * 3
    assert Message.objects.count() == 1


def _wait_until_blocked(count: int) -> None:
    """Until that many other sessions wait for a lock."""
    with connection.cursor() as cursor:
        for _ in range(1000):
            cursor.execute(
                "SELECT count(*), pg_sleep(0.01) FROM pg_locks"
                " WHERE NOT granted AND locktype = 'transactionid'"
            )
            if cursor.fetchone()[0] >= count:
                return
    raise AssertionError("nobody waits")
