"""What Prometheus reads: right to the letter, cheap at any size, and not for the world."""

from __future__ import annotations

import math
import re
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from qendra.jobs.actions import BACKUP, record_beat
from qendra.outbox.models import Message
from qendra.project import environment
from qendra.project.metrics import figures as figures_of
from qendra.project.metrics.exposition import CONTENT_TYPE, exposition, gauges
from tests.architecture.source import REPOSITORY
from tests.cast import NOW, Cast, opened

TOKEN = "a token that nobody guesses"
_HEAD = re.compile(r"# (HELP|TYPE) ([a-z_]+) (.+)")
_SAMPLE = re.compile(r"([a-z_]+)(?:\{(.*)\})? (\S+)")
_LABEL = re.compile(r'([a-z_]+)="((?:[^"\\\n]|\\[\\n"])*)"(?:,|$)')
Samples = dict[tuple[str, str], float]


@pytest.fixture
def near(db: None) -> Client:
    """Somebody on this machine."""
    return Client(headers={"host": "127.0.0.1"})


def test_the_answer_is_the_text_format_to_the_letter(near: Client, cast: Cast) -> None:
    opened(cast)
    answer = near.get("/metrics")
    assert answer.status_code == 200
    assert answer["Content-Type"] == CONTENT_TYPE
    assert parsed(answer.content.decode())["qendra_ready", ""] == 1


def test_every_metric_is_documented_with_its_type_and_no_other(near: Client) -> None:
    record_beat(name="mail", now=NOW)
    record_beat(name=BACKUP, now=NOW)
    page = (REPOSITORY / "docs" / "operate.md").read_text()
    told = re.findall(r"^\| `(qendra_[a-z_]+)`(?: by [^|]+)? \| (gauge|counter) \|", page, re.M)
    answer = near.get("/metrics").content.decode()
    assert sorted(told) == sorted(re.findall(r"^# TYPE (\S+) (\S+)$", answer, re.M))


def test_tickets_are_counted_by_priority_and_state(near: Client, cast: Cast) -> None:
    opened(cast)
    opened(cast, key="form:2")
    told = _told(near)
    assert told["qendra_tickets_open", 'priority="critical",state="new"'] == 2
    assert told["qendra_tickets_open", 'priority="low",state="new"'] == 0
    assert told["qendra_tickets_overdue", 'priority="critical"'] == 2
    assert told["qendra_tickets_total", ""] >= 2
    assert told["qendra_entries_total", ""] >= told["qendra_tickets_total", ""]


def test_what_waits_and_what_was_given_up_is_told(near: Client, cast: Cast) -> None:
    opened(cast)
    hour_ago = timezone.now() - timedelta(hours=1)
    Message.objects.update(next_attempt_at=hour_ago)
    told = _told(near)
    assert told["qendra_outbox_waiting", ""] == Message.objects.count()
    assert told["qendra_outbox_overdue_seconds", ""] == pytest.approx(3600, abs=60)
    Message.objects.update(state="dead")
    told = _told(near)
    assert (told["qendra_outbox_waiting", ""], told["qendra_outbox_overdue_seconds", ""]) == (0, 0)
    assert told["qendra_outbox_dead", ""] == Message.objects.count()


def test_signs_of_life_are_told_as_moments(near: Client) -> None:
    assert ("qendra_backup_last_timestamp_seconds", "") not in _told(near)
    record_beat(name="escalate", now=NOW)
    record_beat(name=BACKUP, now=NOW)
    told = _told(near)
    assert told["qendra_loop_last_round_timestamp_seconds", 'loop="escalate"'] == NOW.timestamp()
    assert told["qendra_backup_last_timestamp_seconds", ""] == NOW.timestamp()


def test_the_queries_are_few_and_do_not_grow_with_the_tickets(near: Client, cast: Cast) -> None:
    with CaptureQueriesContext(connection) as before:
        near.get("/metrics")
    for number in range(5):
        opened(cast, key=f"form:{number}")
    with CaptureQueriesContext(connection) as after:
        near.get("/metrics")
    assert len(after) == len(before) <= 20


@pytest.mark.usefixtures("near")
def test_every_query_is_answered_by_an_index() -> None:
    with CaptureQueriesContext(connection) as captured:
        figures_of.figures(timezone.now())
    queries = [each["sql"] for each in captured if "migrations" not in each["sql"]]
    plans = {query: _plan(query) for query in queries if query.startswith("SELECT")}
    # A few rows, one a loop.
    whole = {query for query, plan in plans.items() if "Seq Scan" in plan}
    assert {query for query in whole if '"jobs_heartbeat"' not in query} == set()
    assert len(plans) > 10


def test_without_a_database_it_says_so(near: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> list[str]:
        raise OperationalError("connection refused")

    monkeypatch.setattr(figures_of, "pending_migrations", away)
    told = _told(near)
    assert told["qendra_ready", ""] == 0
    assert {name for name, _labels in told} == {"qendra_ready", "qendra_build_info"}


def test_labels_and_help_are_escaped() -> None:
    odd = 'a "b" \\ c\nd'
    text = exposition([gauges("qendra_x", "One\ntwo \\.", [(0.5, {"of": odd})])])
    assert parsed(text) == {("qendra_x", 'of="a \\"b\\" \\\\ c\\nd"'): 0.5}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "host"), [("127.0.0.1", "localhost:8000"), ("::1", "[::1]"), ("127.8.9.1", "[::1]")]
)
def test_this_machine_needs_no_token(address: str, host: str) -> None:
    answer = Client(REMOTE_ADDR=address, headers={"host": host}).get("/metrics")
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("address", "host", "header"),
    [
        ("203.0.113.9", "127.0.0.1", ""),
        ("", "127.0.0.1", ""),
        ("127.0.0.1", "my.interspace.example", ""),
        ("127.0.0.1", "127.0.0.1", "X-Forwarded-For"),
        ("127.0.0.1", "127.0.0.1", "X-Forwarded-Proto"),
        ("127.0.0.1", "127.0.0.1", "X-Real-IP"),
        ("127.0.0.1", "127.0.0.1", "Forwarded"),
        ("127.0.0.1", "127.0.0.1", "Via"),
    ],
)
def test_the_world_reads_nothing_not_even_through_a_proxy_on_this_machine(
    address: str, host: str, header: str
) -> None:
    headers = {"host": host} | ({header: "198.51.100.7"} if header else {})
    answer = Client(REMOTE_ADDR=address, headers=headers).get("/metrics")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert b"qendra_" not in answer.content


@pytest.mark.django_db
def test_a_bearer_of_the_token_reads_from_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    far = Client(REMOTE_ADDR="203.0.113.9")
    right, wrong = {"Authorization": f"Bearer {TOKEN}"}, {"Authorization": "Bearer wrong"}
    nothing = {"Authorization": "Bearer "}
    assert far.get("/metrics", headers=right).status_code == 401, "no token is set"
    assert far.get("/metrics", headers=nothing).status_code == 401
    monkeypatch.setattr("django.conf.settings.METRICS_TOKEN", TOKEN)
    assert far.get("/metrics", headers=right).status_code == 200
    assert far.get("/metrics", headers=wrong).status_code == 401
    assert far.get("/metrics", headers={"Authorization": TOKEN}).status_code == 401
    assert far.get("/metrics", headers=nothing).status_code == 401


def test_a_token_that_can_be_guessed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QENDRA_METRICS_TOKEN", "short")
    with pytest.raises(environment.BadSetting, match="16 characters"):
        environment.token("QENDRA_METRICS_TOKEN")


def parsed(text: str) -> Samples:
    """The samples by name and labels; AssertionError for whatever format 0.0.4 forbids."""
    assert text.endswith("\n")
    told: Samples = {}
    kinds: dict[str, str] = {}
    lines = iter(text.splitlines())
    for line in lines:
        if head := _HEAD.fullmatch(line):
            _read_head(head[2], head[3], next(lines), kinds)
            assert head[1] == "HELP"
            continue
        sample = _SAMPLE.fullmatch(line)
        assert sample, line
        name, labels = sample[1], sample[2] or ""
        assert name == list(kinds)[-1], "samples stand below the head of their metric"
        assert "".join(each[0] for each in _LABEL.finditer(labels)) == labels
        assert (name, labels) not in told
        told[name, labels] = float(sample[3])
        assert math.isfinite(told[name, labels])
    assert {name for name, _labels in told} == set(kinds)
    return told


def _read_head(name: str, about: str, line: str, kinds: dict[str, str]) -> None:
    typed = _HEAD.fullmatch(line)
    assert typed, line
    assert (typed[1], typed[2]) == ("TYPE", name)
    assert name not in kinds, "one head a metric"
    assert re.fullmatch(r"(?:[^\\]|\\[\\n])+", about)
    kinds[name] = typed[3]
    assert (typed[3] == "counter") == name.endswith("_total")


def _told(client: Client) -> Samples:
    return parsed(client.get("/metrics").content.decode())


def _plan(query: str) -> str:
    """How PostgreSQL would answer if it had many rows."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {query}")
        return "\n".join(str(row[0]) for row in cursor.fetchall())
