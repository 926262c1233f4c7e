"""A storm: mails come in from several sides at once while programs are killed at any moment."""

from __future__ import annotations

import random
import smtplib
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from threading import Event, Lock, Thread

import psycopg
from django.db import connections

from tests.project.programs import free_port
from tests.scenarios.installation import Installation
from tests.smtp_sink import Received, SMTPSink

ROUNDS, MANY_ROUNDS = 5, 50
DEADLINE = 600.0

# As if five minutes had passed for whatever waits or was claimed by somebody who died.
FIVE_MINUTES_LATER = """
    UPDATE outbox_message
    SET next_attempt_at = next_attempt_at - interval '5 minutes',
        lease_until = lease_until - interval '5 minutes'
    WHERE state IN ('queued', 'sending');
    UPDATE intake_email_rawmail
    SET next_attempt_at = next_attempt_at - interval '5 minutes',
        lease_until = lease_until - interval '5 minutes'
    WHERE state = 'received';
"""


class Storm:
    """The moments of one storm come from one seed; the threads make them different anyway."""

    def __init__(self, place: Installation, sink: SMTPSink, *, seed: int) -> None:
        self.place = place
        self.sink = sink
        self.lmtp_port, self._smtp_port = free_port(), free_port()
        # Message-IDs of the mails for which somebody got a 250.
        self.kept: set[str] = set()
        self.kills = 0
        self._seed = seed
        self._lock = Lock()
        self._never = Event()
        self._ends_at = time.monotonic() + DEADLINE

    def blow(self, mails: Mapping[str, bytes], jobs: Sequence[Callable[[], None]]) -> None:
        """Hand the mails over, three clients each of them, while the jobs kill what they kill.

        Returns when every client has got its 250 for every mail and every job has ended.
        """
        self.sink.on_message = self._take_with_trouble
        clients = [lambda number=number: self._hand_over(mails, number) for number in range(3)]
        threads = [Thread(target=self._run, args=(job,)) for job in [*clients, *jobs]]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        # Our own connection may have been killed as well.
        connections.close_all()
        self.sink.on_message = None
        self.sink.drop_after_data = False

    def _run(self, job: Callable[[], None]) -> None:
        """One thread's job; when it fails, the others need not go on."""
        try:
            job()
        except BaseException:
            self._ends_at = time.monotonic()
            raise

    def kill_workers(self, rounds: int, name: str) -> None:
        """Each is killed a moment after things began to happen, half of them in the thick of it."""
        chance = random.Random(f"{self._seed} {name}")
        with psycopg.connect(self.place.url, autocommit=True) as session:
            for number in range(rounds):
                done = _done_so_far(session)
                worker = self.place.start("worker")
                self._wait_until_it_runs(worker)
                # Maybe there is nothing to do; a running one begins within half a second.
                until = time.monotonic() + 2
                while _done_so_far(session) == done and time.monotonic() < until:
                    self._never.wait(0.02)
                self._never.wait(chance.uniform(0, 0.2 if number % 2 else 1))
                self._kill(worker)
                session.execute(FIVE_MINUTES_LATER)

    def kill_listeners(self, rounds: int) -> None:
        """Kill it while it takes mail; at last leave one running."""
        chance = random.Random(f"{self._seed} listener")
        for _ in range(rounds):
            listener = self.start_listener()
            self._never.wait(chance.uniform(0.05, 2))
            self._kill(listener)
        self.start_listener()

    def kill_postgres(self, rounds: int) -> None:
        """The whole database server goes, and comes back."""
        chance = random.Random(f"{self._seed} postgres")
        for _ in range(rounds):
            self._never.wait(chance.uniform(0.5, 3))
            self.place.kill_postgres()
            self.kills += 1
            self.place.postgres.start()

    def start_listener(self) -> subprocess.Popen[bytes]:
        """A listener that takes connections."""
        ports = ("--lmtp-port", str(self.lmtp_port), "--smtp-port", str(self._smtp_port))
        listener = self.place.start("mail", "listen", *ports)
        while not _takes_connections(self.lmtp_port):
            assert listener.poll() is None, self.place.log_of("mail")[-2000:]
            self.check_time()
        return listener

    def _wait_until_it_runs(self, worker: subprocess.Popen[bytes]) -> None:
        """However long this busy machine takes to start a program."""
        while f"worker runs [{worker.pid}]" not in self.place.log_of("worker"):
            assert worker.poll() is None, self.place.log_of("worker")[-2000:]
            self.check_time()
            self._never.wait(0.05)

    def _kill(self, process: subprocess.Popen[bytes]) -> None:
        assert process.poll() is None, "a program ended without being killed"
        process.kill()
        process.wait()
        with self._lock:
            self.kills += 1

    def _hand_over(self, mails: Mapping[str, bytes], number: int) -> None:
        """One client: every mail until it is answered with 250, in an order of its own."""
        chance = random.Random(f"{self._seed} client {number}")
        waiting = chance.sample(sorted(mails), len(mails))
        while waiting:
            self.check_time()
            try:
                with smtplib.LMTP("127.0.0.1", self.lmtp_port, timeout=20) as client:
                    while waiting:
                        _send(client, mails[waiting[-1]])
                        with self._lock:
                            self.kept.add(waiting.pop())
                        self._never.wait(chance.uniform(0, 0.4))
            except (OSError, smtplib.SMTPException):
                self._never.wait(0.02)

    def _take_with_trouble(self, _: Received) -> None:
        """In the sink's thread, after it kept a mail: sometimes slow, sometimes no answer."""
        chance = random.random()
        self.sink.drop_after_data = chance < 0.1
        if chance > 0.9:
            self._never.wait(0.2)

    def check_time(self) -> None:
        assert time.monotonic() < self._ends_at, "the storm does not end"


def _done_so_far(session: psycopg.Connection[tuple[object, ...]]) -> object:
    """Changes whenever a worker has done something."""
    return session.execute(
        "SELECT (SELECT count(*) FROM tickets_entry), (SELECT sum(attempts) FROM outbox_message),"
        " (SELECT sum(attempts) FROM intake_email_rawmail)"
    ).fetchone()


def _send(client: smtplib.LMTP, mail: bytes) -> None:
    client.sendmail("alba@customer.example", ["support@interspace.example"], mail)


def _takes_connections(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False
