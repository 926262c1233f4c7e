"""What the bare database does of the same: the rows of one mail, step, report or reply, written by
pgbench.

The rows that the product wrote last are the model. Each transaction copies them with new keys
into the same tables, under the same indexes and constraints, into the same durable server.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.db import connection
from django.db.models import Max

from bench.clients import CLIENTS
from qendra.api.models import Answer, Token
from qendra.escalation.models import Step
from qendra.intake.email.models import RawMail, State
from qendra.outbox.models import Message
from qendra.project.postgres import place
from qendra.tickets.models import Entry, EntryText

SECONDS = 8
_UNIQUE = "'limit:' || nextval('bench_limit')"
_NO_NUMBER = "lpad(nextval('bench_number')::text, 9, '0')"
_ENTRY = {"ticket_id": ":ticket", "key": _UNIQUE}
_NEWS = "INSERT INTO tickets_news VALUES (:entry);"
_KEY = {"key": _UNIQUE}
_MESSAGE = {"about_id": ":ticket", "key": _UNIQUE, "message_id": _UNIQUE}


def mails_limit(data_dir: Path) -> float | None:
    """Mails a second: the raw mail alone, then its ticket, entries, words and messages."""
    mail = RawMail.objects.filter(state=State.TICKET).order_by("-id").first()
    if mail is None or mail.ticket_id is None:
        return None
    _make_sequences()
    return _transactions_a_second(data_dir, _script_of_mail(mail.id, mail.ticket_id))


def steps_limit(data_dir: Path) -> float | None:
    """Steps a second: step, entry and message, and the run and the ticket changed."""
    step = Step.objects.select_related("run").order_by("-id").first()
    # Steps that came with the load were never sent to anybody.
    if step is None or not Message.objects.filter(about_id=step.run.ticket_id).exists():
        return None
    _make_sequences()
    return _transactions_a_second(data_dir, _script_of_step(step))


def creates_limit(data_dir: Path) -> float | None:
    """Reports a second: the ticket, its entries, words and messages, the kept answer, the count."""
    opened = Entry.objects.filter(kind="opened", channel="api").order_by("-id").first()
    answer = Answer.objects.order_by("-id").first()
    if opened is None or answer is None:
        return None
    _make_sequences()
    lines = [*_copies_of_ticket(opened.ticket_id), _copied("api_answer", answer.id, _KEY, "answer")]
    script = [_count_of_token(), "BEGIN;", *lines, "END;"]
    return _transactions_a_second(data_dir, "\n".join(script))


def replies_limit(data_dir: Path) -> float | None:
    """Replies a second: entry, words and message, ticket changed, the kept answer, the count."""
    reply = Entry.objects.filter(kind="reply", channel="api").order_by("-id").first()
    answer = Answer.objects.order_by("-id").first()
    if reply is None or answer is None:
        return None
    _make_sequences()
    return _transactions_a_second(data_dir, _script_of_reply(reply, answer.id))


def _script_of_mail(mail: int, ticket: int) -> str:
    fresh = {"state": "'received'", "ticket_id": "NULL", "entry_id": "NULL", "settled_at": "NULL"}
    hashed = {"content_hash": "md5(random()::text) || md5(random()::text)"}
    lines = [
        _copied("intake_email_rawmail", mail, fresh | hashed, "mail"),
        "BEGIN;",
        *_copies_of_ticket(ticket),
        _SETTLED,
    ]
    return "\n".join([*lines, "END;"])


def _copies_of_ticket(ticket: int) -> Iterator[str]:
    """The ticket with its entries, words and messages."""
    number = {"number": _NO_NUMBER, "intake_key": _UNIQUE}
    yield _copied("tickets_ticket", ticket, number, "ticket")
    for entry in Entry.objects.filter(ticket=ticket).order_by("id"):
        yield from _copies_of_entry(entry)
    messages = Message.objects.filter(about_kind="ticket", about_id=ticket).values_list("id")
    yield from (_copied("outbox_message", each, _MESSAGE, "message") for (each,) in messages)


def _copies_of_entry(entry: Entry) -> Iterator[str]:
    yield _copied("tickets_entry", entry.id, _ENTRY, "entry")
    yield _NEWS
    if EntryText.objects.filter(entry=entry).exists():
        yield (
            "INSERT INTO tickets_entrytext SELECT :entry, text, history"  # noqa: S608 (our ID)
            f" FROM tickets_entrytext WHERE entry_id = {entry.id};"
        )


def _script_of_reply(reply: Entry, answer: int) -> str:
    """Every time on another open ticket, by any of the four clients."""
    messages = Message.objects.filter(key__startswith=f"entry:{reply.id}:reply:").values_list("id")
    copies = [
        *_copies_of_entry(reply),
        *(_copied("outbox_message", each, _MESSAGE, "message") for (each,) in messages),
        _copied("api_answer", answer, _KEY, "answer"),
    ]
    numbered = _REPLY.format(last=_number_open_tickets(), copies="\n".join(copies))
    return f"{_count_of_token()}\n{numbered}"


def _count_of_token() -> str:
    """The request counted, each client by a token of its own; none waits for the disk."""
    tokens = Token.objects.order_by("-id").values_list("id", flat=True)[:CLIENTS]
    return _COUNTED.format(tokens=", ".join(map(str, tokens)), many=len(tokens))


_COUNTED = (
    "WITH counted AS (INSERT INTO api_window AS known (token_id, minute, used)"
    " VALUES ((ARRAY[{tokens}])[1 + :client_id % {many}], 1, 1) ON CONFLICT (token_id)"
    " DO UPDATE SET used = known.used + 1 RETURNING used)"
    " SELECT used, set_config('synchronous_commit', 'off', true) AS quick FROM counted \\gset"
)
_SETTLED = (
    "UPDATE intake_email_rawmail SET state = 'ticket', ticket_id = :ticket,"
    " entry_id = :entry, settled_at = now() WHERE id = :mail;"
)
_REPLY = """
\\set place random(1, {last})
BEGIN;
SELECT ticket FROM bench_open WHERE place = :place \\gset
SELECT 1 AS locked FROM tickets_ticket WHERE id = :ticket FOR UPDATE \\gset
{copies}
UPDATE tickets_ticket SET version = version + 1, crossing_version = version + 1,
  updated_at = now() WHERE id = :ticket;
END;
"""


def _script_of_step(step: Step) -> str:
    """Every time another open ticket."""
    ticket = step.run.ticket_id
    entry = Entry.objects.filter(ticket=ticket, kind="escalation_stepped").latest("id")
    message = Message.objects.filter(about_kind="ticket", about_id=ticket).latest("id")
    again = {"run_id": ":run", "round": ":round"}
    copies = (
        _copied("escalation_step", step.id, again, "step"),
        _copied("tickets_entry", entry.id, _ENTRY, "entry"),
        _NEWS,
        _copied("outbox_message", message.id, _MESSAGE, "message"),
    )
    return _STEP.format(
        last=_number_open_tickets(), first=_unused_round(), copies="\n".join(copies)
    )


def _unused_round() -> int:
    """No run has a step of this round, nor of a later one."""
    return (Step.objects.aggregate(last=Max("round"))["last"] or 0) + 1


# All runs in turn, and then all of them again in the next round: no step is taken twice.
_STEP = """
BEGIN;
SELECT ticket, run, {first} + turn / {last} AS round
  FROM (SELECT nextval('bench_turn') - 1 AS turn) AS drawn
  JOIN bench_open ON place = 1 + turn % {last} \\gset
SELECT 1 AS locked FROM tickets_ticket WHERE id = :ticket FOR UPDATE \\gset
{copies}
UPDATE tickets_ticket SET version = version + 1, updated_at = now() WHERE id = :ticket;
UPDATE escalation_run SET last_step_at = now(), level = greatest(level, 1),
  passed = greatest(passed, 1), next_step_at = now() + interval '1 hour' WHERE id = :run;
END;
"""


def _number_open_tickets() -> int:
    """Open tickets and their runs numbered from 1, for pgbench to draw from; how many."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_open")
        cursor.execute(
            "CREATE TABLE bench_open AS SELECT row_number() OVER () AS place,"
            " tickets_ticket.id AS ticket, escalation_run.id AS run FROM tickets_ticket"
            " JOIN escalation_run ON ticket_id = tickets_ticket.id WHERE closed_at IS NULL"
        )
        cursor.execute("CREATE UNIQUE INDEX ON bench_open (place)")
        cursor.execute("SELECT count(*) FROM bench_open")
        return int(cursor.fetchone()[0])


def _copied(table: str, row: int, replaced: Mapping[str, str], name: str) -> str:
    """Copy one row, these columns replaced; its new ID is known under the name from then on."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, table)
    columns = [column.name for column in found if column.name != "id"]
    named = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join(replaced.get(column, f'"{column}"') for column in columns)
    return (
        f"INSERT INTO {table} ({named}) SELECT {values}"  # noqa: S608 (all of it is our own)
        f" FROM {table} WHERE id = {row} RETURNING id AS {name} \\gset"
    )


def _make_sequences() -> None:
    """Keys that were never used, and the widest gap between ticket IDs for new ones."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SEQUENCE IF NOT EXISTS bench_limit")
        # Of its own, so that it counts steps: a run has each round once.
        cursor.execute("CREATE SEQUENCE IF NOT EXISTS bench_turn")
        cursor.execute(
            "SELECT number FROM (SELECT number::bigint, lead(number::bigint) OVER (ORDER BY number)"
            " - number::bigint AS gap FROM tickets_ticket) AS gaps"
            " ORDER BY gap DESC NULLS LAST LIMIT 1"
        )
        (number,) = cursor.fetchone()
        cursor.execute("DROP SEQUENCE IF EXISTS bench_number")
        cursor.execute(f"CREATE SEQUENCE bench_number START {int(number) + 1}")


def _transactions_a_second(data_dir: Path, script: str) -> float:
    file = data_dir / "limit.sql"
    file.write_text(script + "\n")
    connection.close()
    program = place.wheel() / place.INSTALLATION / "bin" / "pgbench"
    sockets = place.sockets_of(place.cluster_of(data_dir))
    done = subprocess.run(
        [
            *(str(program), "-n", "-h", str(sockets), "-U", "postgres", "-M", "prepared"),
            *("-c", str(CLIENTS), "-j", "2", "-T", str(SECONDS), "-f", str(file), place.DATABASE),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.search(r"tps = ([0-9.]+)", done.stdout)
    if done.returncode or found is None:
        raise RuntimeError(f"pgbench ended: {done.stderr.strip()}")
    _let_copies_rest()
    return float(found[1])


def _let_copies_rest() -> None:
    """No loop takes the copies for news or for tickets to follow: they are not what is measured."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE tickets_ticket SET clock_changed = false, reach_due = false"
            " WHERE (clock_changed OR reach_due) AND intake_key LIKE 'limit:%'"
        )
        cursor.execute(
            "DELETE FROM tickets_news USING tickets_entry"
            " WHERE tickets_entry.id = entry_id AND key LIKE 'limit:%'"
        )
