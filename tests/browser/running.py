"""``script/server`` as a stranger starts it: everything runs, on free ports, with its own data."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import smtplib
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path

from qendra.demo.interspace import PROVIDER
from qendra.project.postgres import place
from tests.project.programs import COMMAND, REPOSITORY, free_port, wait_until
from tests.smtp_sink import Received, SMTPSink

# The first start makes a database and plays 90 days of the demo provider.
START = 400
SUPPORT = str(PROVIDER["support_address"])


class System:
    """Qendra with the demo provider, its mail going to a real SMTP server of the test."""

    def __init__(self, data: Path, sink: SMTPSink, *options: str) -> None:
        self.data = data
        self.sink = sink
        self.web, self.lmtp, self.smtp = free_port(), free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.web}"
        self._log = (data.parent / "server.log").open("wb")
        self._process = subprocess.Popen(
            [str(REPOSITORY / "script" / "server"), *self._ports(), *options],
            stdout=self._log,
            stderr=self._log,
            env=self._environment(),
        )

    def wait(self) -> None:
        """Until the pages and both mail ports answer."""
        wait_until(self._answers, seconds=START)

    def stop(self) -> None:
        """As Ctrl-C does; it has to end by itself, and well."""
        self._process.send_signal(signal.SIGINT)
        code = self._process.wait(timeout=60)
        self._log.close()
        assert code == 0, self.log()

    def log(self) -> str:
        """The end of what the terminal shows."""
        return (self.data.parent / "server.log").read_text(errors="replace")[-5000:]

    def command(self, *arguments: str, text: bytes = b"") -> None:
        """Run one ``qendra`` command of this installation."""
        done = subprocess.run(
            [*COMMAND, *arguments],
            input=text,
            env=self._environment(),
            cwd=REPOSITORY,
            capture_output=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()

    def send_by_smtp(self, mail: EmailMessage) -> None:
        with smtplib.SMTP("127.0.0.1", self.smtp, timeout=30) as client:
            client.send_message(mail)

    def send_by_lmtp(self, mail: EmailMessage) -> None:
        with smtplib.LMTP("127.0.0.1", self.lmtp, timeout=30) as client:
            client.send_message(mail)

    def send_by_pipe(self, mail: EmailMessage) -> None:
        self.command("mail", "receive", text=bytes(mail))

    def mail_to(self, address: str | Sequence[str], *said: str) -> Received:
        """The first mail with all of this in it, once the sink has it; to any of several."""
        anybody = [address] if isinstance(address, str) else address
        found: list[Received] = []

        def has_arrived() -> bool:
            to_them = (each for one in anybody for each in self.sink.to(one))
            found.extend(each for each in to_them if _says(each, said))
            return bool(found)

        wait_until(has_arrived, seconds=90)
        return found[0]

    def _answers(self) -> bool:
        assert self._process.poll() is None, self.log()
        return self._takes(self.smtp) and self._takes(self.lmtp) and self._shows_a_page()

    def _takes(self, port: int) -> bool:
        try:
            with smtplib.SMTP("127.0.0.1", port, timeout=5) as client:
                return client.noop()[0] < 400 or port == self.lmtp
        except (OSError, smtplib.SMTPException):
            return False

    def _shows_a_page(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.web, timeout=10)
        try:
            connection.request("GET", "/sign-in/")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _ports(self) -> list[str]:
        ports = {"--port": self.web, "--lmtp-port": self.lmtp, "--smtp-port": self.smtp}
        return [str(word) for pair in ports.items() for word in pair]

    def _environment(self) -> dict[str, str]:
        ours = ("QENDRA_", "DATABASE_URL", "DJANGO_SETTINGS_MODULE")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
        return kept | {
            "QENDRA_DATA": str(self.data),
            "QENDRA_BASE_URL": self.url,
            "QENDRA_SMTP_HOST": self.sink.host,
            "QENDRA_SMTP_PORT": str(self.sink.port),
        }


@contextmanager
def running(*options: str) -> Iterator[System]:
    """Started, ready, and stopped as Ctrl-C stops it."""
    folder = Path(tempfile.mkdtemp(prefix="qendra-running-", dir="/tmp"))
    folder.chmod(0o755)
    with SMTPSink() as sink:
        system = System(folder / "data", sink, *options)
        try:
            system.wait()
            yield system
        finally:
            system.stop()
            shutil.rmtree(place.cluster_of(system.data), ignore_errors=True)
            shutil.rmtree(folder, ignore_errors=True)


def mail_from(address: str, subject: str, text: str) -> EmailMessage:
    """A plain mail to the support address."""
    mail = EmailMessage()
    mail["From"] = address
    mail["To"] = SUPPORT
    mail["Subject"] = subject
    mail["Date"] = formatdate()
    mail["Message-ID"] = f"<{abs(hash((subject, text)))}@{address.partition('@')[2]}>"
    mail.set_content(text)
    return mail


def answer_to(received: Received, text: str) -> EmailMessage:
    """A plain reply, as a mail program writes it."""
    ours = received.mail
    mail = mail_from(received.recipients[0], f"Re: {ours['Subject']}", text)
    mail.replace_header("To", ours["Reply-To"])
    mail["In-Reply-To"] = ours["Message-ID"]
    return mail


def text_of(received: Received) -> str:
    """The words of a mail."""
    body = received.mail.get_body(("plain",))
    return str(body.get_content()) if body else ""


def _says(received: Received, said: tuple[str, ...]) -> bool:
    whole = f"{received.mail['Subject']}\n{text_of(received)}"
    return all(each in whole for each in said)
