"""What script/server was asked to do."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from qendra.project import environment

EMPTY = "--empty"


@dataclass(frozen=True, slots=True)
class Options:
    """Where to listen. ``smtp_host`` is the relay from the environment, empty for our own sink.

    ``is_empty``: an installation without anybody stays as it is, and is set up in the browser.
    """

    data_dir: Path
    bind: str
    web_port: int
    lmtp_port: int
    smtp_port: int
    sink_port: int
    smtp_host: str
    is_empty: bool

    @property
    def near(self) -> str:
        """The address at which we ourselves reach our servers."""
        return environment.near(self.bind)

    @property
    def mail_folder(self) -> Path:
        return self.data_dir / "mail"

    def listeners(self) -> list[tuple[str, int]]:
        """Every address and port that must be free."""
        sink = [] if self.smtp_host else [("127.0.0.1", self.sink_port)]
        ours = (self.web_port, self.lmtp_port, self.smtp_port)
        return [(self.bind, port) for port in ours] + sink

    def environment(self) -> dict[str, str]:
        """What the programs are told."""
        told = {
            "QENDRA_DATA": str(self.data_dir),
            "QENDRA_BIND": self.bind,
            "QENDRA_WEB_PORT": str(self.web_port),
            "QENDRA_LMTP_PORT": str(self.lmtp_port),
            "QENDRA_SMTP_LISTEN_PORT": str(self.smtp_port),
            "PYTHONUNBUFFERED": "1",
        }
        if not self.smtp_host:
            told |= {"QENDRA_SMTP_HOST": "127.0.0.1", "QENDRA_SMTP_PORT": str(self.sink_port)}
        return told


def read_options(parser: argparse.ArgumentParser, arguments: list[str]) -> Options:
    """From the arguments, else the environment, else the defaults."""
    repository = Path(__file__).resolve().parents[3]
    number, text = environment.number, environment.text
    add = parser.add_argument
    add("--bind", default=text("QENDRA_BIND", "127.0.0.1"), help="address (%(default)s)")
    add("--port", type=int, default=number("QENDRA_WEB_PORT", 8000), help="pages (%(default)s)")
    add("--lmtp-port", type=int, default=number("QENDRA_LMTP_PORT", 8024), help="(%(default)s)")
    add(
        "--smtp-port",
        type=int,
        default=number("QENDRA_SMTP_LISTEN_PORT", 8025),
        help="mail to us (%(default)s)",
    )
    add(
        "--sink-port",
        type=int,
        default=number("QENDRA_SINK_PORT", 8026),
        help="mail from us, without QENDRA_SMTP_HOST (%(default)s)",
    )
    add(EMPTY, action="store_true", help="without the demo: set it up in the browser")
    found = parser.parse_args(arguments)
    return Options(
        data_dir=Path(text("QENDRA_DATA", str(repository / "var"))).absolute(),
        bind=found.bind,
        web_port=found.port,
        lmtp_port=found.lmtp_port,
        smtp_port=found.smtp_port,
        sink_port=found.sink_port,
        smtp_host=text("QENDRA_SMTP_HOST"),
        is_empty=found.empty,
    )
