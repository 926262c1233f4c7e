"""Files sent ahead and named in a report, a reply or a note; swept when nobody named them."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from qendra.api import actions
from qendra.api.actions import GRACE, forget_uploads
from qendra.api.models import GOOD_FOR, Answer, Upload
from qendra.files.actions import CONTENTS, KEPT_FOR, keep_file
from qendra.files.models import StoredFile
from qendra.files.storage import path_of
from qendra.jobs import forget
from qendra.outbox.models import MessageFile
from qendra.tickets.models import Attachment, Entry, Ticket
from tests.api.calls import ROOT, Answered, Program, program
from tests.cast import Cast, opened

REPORT: dict[str, Any] = {"service": "IPT-10001", "subject": "Down", "description": "No traffic."}
SWEPT_AFTER = GOOD_FOR + GRACE
FORM = "multipart/form-data; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="file"%b\r\n--x--'
ONE = PART % b'; filename="a"\r\n\r\nx'


@pytest.fixture(autouse=True)
def data_folder(settings: Settings, tmp_path: object) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def alba(cast: Cast) -> Program:
    return program(cast.alba, cast.northwind)


@pytest.fixture
def elira(cast: Cast) -> Program:
    return program(cast.elira)


def test_a_report_takes_the_files_along_and_gives_them_back(cast: Cast, alba: Program) -> None:
    first, second = alba.upload("mtr.txt", b"lossy"), alba.upload("ping.txt", b"dead")
    assert (first.status, first.body["name"], first.body["size"]) == (201, "mtr.txt", 5)
    named = [second.body["id"], first.body["id"]]
    made = alba.post("/tickets", REPORT | {"uploads": named})
    assert made.status == 201, made.body
    entry = alba.get(f"/tickets/{made.body['id']}/timeline").body["items"][0]
    assert [each["name"] for each in entry["files"]] == ["ping.txt", "mtr.txt"]
    answer = alba.get(entry["files"][1]["url"].removeprefix(ROOT))
    assert (answer.body, answer.headers["Content-Type"]) == (b"lossy", "text/plain")


def test_a_reply_of_staff_carries_them_to_the_customer(
    cast: Cast, alba: Program, elira: Program
) -> None:
    ticket = f"/tickets/{opened(cast).number}"
    body = {"text": "See here.", "uploads": [elira.upload("plan.pdf", b"%PDF").body["id"]]}
    assert elira.post(f"{ticket}/replies", body).status == 200
    assert MessageFile.objects.get().filename == "plan.pdf"
    body["uploads"] = [alba.upload("lamp.jpg", b"dark").body["id"]]
    assert alba.post(f"{ticket}/replies", body).status == 200
    assert Attachment.objects.filter(filename="lamp.jpg", entry__kind="message").exists()


def test_a_file_of_a_note_stays_with_the_staff(cast: Cast, alba: Program, elira: Program) -> None:
    ticket = f"/tickets/{opened(cast).number}"
    body = {"text": "From the carrier.", "uploads": [elira.upload("cut.txt", b"km 7").body["id"]]}
    assert elira.post(f"{ticket}/notes", body).status == 200
    attachment = Attachment.objects.get()
    assert elira.get(f"/files/{attachment.id}").body == b"km 7"
    assert alba.get(f"/files/{attachment.id}").status == 404


def test_only_the_token_that_sent_a_file_may_name_it(
    cast: Cast, alba: Program, elira: Program
) -> None:
    sent = alba.upload("mtr.txt", b"lossy").body["id"]
    ticket = opened(cast).number
    for other in (program(cast.alba, cast.northwind), program(cast.drita, cast.northwind), elira):
        answer = other.post(f"/tickets/{ticket}/replies", {"text": "x", "uploads": [sent]})
        assert answer.status == 422
        assert sent in answer.body["detail"]
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    "wrong", [[str(uuid.uuid4())], ["mtr.txt"], [1], "", None, [str(uuid.uuid4())] * 11]
)
def test_what_is_no_upload_is_named(alba: Program, wrong: object) -> None:
    answer = alba.post("/tickets", REPORT | {"uploads": wrong})
    assert answer.status == 422
    assert "uploads" in answer.body["detail"]
    assert not Ticket.objects.exists()


def test_after_a_day_it_can_no_longer_be_named(alba: Program) -> None:
    sent = alba.upload("mtr.txt", b"lossy").body
    Upload.objects.update(created_at=datetime.now(UTC) - GOOD_FOR)
    assert alba.post("/tickets", REPORT | {"uploads": [sent["id"]]}).status == 422


def test_sent_again_under_its_key_it_is_the_same_upload(alba: Program) -> None:
    # Each time with another boundary, as programs do.
    sent = [alba.upload("mtr.txt", b"lossy", key="a", boundary=str(n)) for n in range(2)]
    assert sent[0].body == sent[1].body
    assert alba.upload("mtr.txt", b"other", key="a").status == 422
    assert alba.upload("ping.txt", b"lossy", key="a").status == 422
    assert (Upload.objects.count(), StoredFile.objects.count()) == (1, 1)


def test_a_report_with_files_is_replayed_after_they_can_no_longer_be_named(alba: Program) -> None:
    body = REPORT | {"uploads": [alba.upload("mtr.txt", b"lossy").body["id"]]}
    first = alba.post("/tickets", body, key="a")
    Upload.objects.update(created_at=datetime.now(UTC) - SWEPT_AFTER)
    forget_uploads(now=datetime.now(UTC))
    assert alba.post("/tickets", body, key="a").body == first.body
    assert Ticket.objects.count() == Attachment.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "kept"), [("../../etc/passwd", "passwd"), ("a\u202etxt.exe", "atxt.exe"), ("..", "")]
)
def test_names_become_harmless(alba: Program, name: str, kept: str) -> None:
    answer = alba.upload(name, b"x")
    assert answer.body.get("name", "") == kept
    assert answer.status == (201 if kept else 422)


def test_a_larger_file_than_the_pages_take_is_refused(
    alba: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qendra.api.views.uploads.MOST_BYTES", 4)
    _check(alba.upload("a.bin", b"12345"), 413)
    assert alba.upload("a.bin", b"1234").status == 201


def test_a_file_may_be_larger_than_other_bodies(alba: Program) -> None:
    assert alba.upload("a.bin", b"x" * (6 * 2**20)).body["size"] == 6 * 2**20


def test_no_body_longer_than_a_file_is_even_read(alba: Program) -> None:
    answer = Client().post(
        f"{ROOT}/uploads",
        b"",
        content_type="multipart/form-data; boundary=x",
        headers={"Authorization": f"Bearer {alba.secret}"},
        CONTENT_LENGTH=str(31 * 2**20),
    )
    assert answer.status_code == 413
    assert answer["Content-Type"] == "application/problem+json"


def test_a_token_sends_no_more_than_so_much_a_day(
    alba: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_BYTES_A_DAY", 5)
    assert alba.upload("a.txt", b"12345").status == 201
    _check(alba.upload("b.txt", b"1"), 409)
    Upload.objects.update(created_at=datetime.now(UTC) - GOOD_FOR)
    assert alba.upload("b.txt", b"1").status == 201


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", FORM),
        (b"no form", FORM),
        (b"no form", "multipart/form-data"),
        (b"no form", "multipart/form-data; boundary=\xc3\xa9"),
        (b'{"file": "x"}', "application/json"),
        (b"file=x", "application/x-www-form-urlencoded"),
        (PART % b"\r\n\r\nx", FORM),
        (ONE.removesuffix(b"--x--") + ONE, FORM),
        (
            PART % b'; filename="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n!',
            FORM,
        ),
    ],
)
def test_what_is_no_file_is_refused(alba: Program, body: bytes, kind: str) -> None:
    answer = Client().post(
        f"{ROOT}/uploads",
        body,
        content_type=kind,
        headers={"Authorization": f"Bearer {alba.secret}"},
    )
    assert answer.status_code in {400, 422}
    assert answer["Content-Type"] == "application/problem+json"
    assert not Upload.objects.exists()


def test_nobody_named_it_so_it_is_swept_with_its_content(alba: Program) -> None:
    alba.upload("mtr.txt", b"lossy")
    path = path_of(StoredFile.objects.get().sha256)
    sent_at = Upload.objects.get().created_at
    assert forget.run_once(now=sent_at + SWEPT_AFTER - timedelta(seconds=1)) == 0
    assert path.exists()
    assert forget.run_once(now=sent_at + SWEPT_AFTER) == 1
    assert not path.exists()
    assert not StoredFile.objects.exists()
    assert not Upload.objects.exists()
    assert forget.run_once(now=sent_at + SWEPT_AFTER) == 0


def test_a_content_that_something_else_links_to_stays(alba: Program) -> None:
    sent = [alba.upload(name, b"lossy").body["id"] for name in ("a.txt", "b.txt")]
    alba.post("/tickets", REPORT | {"uploads": sent[:1]})
    assert forget_uploads(now=datetime.now(UTC) + SWEPT_AFTER) == 2
    assert path_of(StoredFile.objects.get().sha256).read_bytes() == b"lossy"
    assert Attachment.objects.get().filename == "a.txt"


def test_a_content_that_was_kept_again_lately_stays(alba: Program) -> None:
    alba.upload("a.txt", b"lossy")
    later = datetime.now(UTC) + SWEPT_AFTER
    keep_file(content=b"lossy", now=later - KEPT_FOR + timedelta(minutes=1))
    assert forget_uploads(now=later) == 1
    assert path_of(StoredFile.objects.get().sha256).exists()


def test_nothing_is_forgotten_while_somebody_keeps_or_copies(
    alba: Program, database_url: str
) -> None:
    alba.upload("a.txt", b"lossy")
    later = datetime.now(UTC) + SWEPT_AFTER
    with psycopg.connect(database_url) as other:
        other.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", [CONTENTS])
        assert forget_uploads(now=later) == 0
        assert Upload.objects.exists()
    assert forget_uploads(now=later) == 1
    assert connection.is_usable()


def test_a_refused_upload_uses_no_key_up(alba: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_BYTES_A_DAY", 0)
    assert alba.upload("a.txt", b"1", key="a").status == 409
    assert not Answer.objects.exists()
    assert not Entry.objects.exists()


def _check(answer: Answered, status: int) -> None:
    assert answer.status == status, answer.body
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert " " in answer.body["detail"]
