"""The alarm on its way: a mail over a server of its own, a command, or both."""

from __future__ import annotations

import logging
import smtplib
import socket
import ssl
import subprocess
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from django.conf import settings

from qendra.project.watch.options import Options
from qendra.project.watch.rules import Alarm

logger = logging.getLogger(__name__)

# Seconds for one answer of the mail server, and for the whole command.
PATIENCE = 20
WELL = "All is well again."


def tell(alarm: Alarm, options: Options, *, now: datetime) -> bool:
    """Whether somebody was told. A way that fails is logged, and does not stop the other."""
    logger.warning("%s", " ".join(_sentences(alarm)))
    ways = [_mail(alarm, options, now)] if options.smtp_host else []
    if options.command:
        ways.append(_run(alarm, options))
    return any(ways)


def subject_of(alarm: Alarm) -> str:
    """The first sentence, for whoever reads no further."""
    first, *others = _sentences(alarm)
    more = f" (and {len(others)} more)" if others else ""
    return f"Qendra: {first}{more}"


def text_of(alarm: Alarm) -> str:
    """All of it, each trouble with its beginning in UTC."""
    if not alarm.troubles:
        lines = [WELL]
    else:
        lines = [
            f"{known.sentence}\n  Seen since {known.since:%Y-%m-%d %H:%M} UTC."
            for known in alarm.troubles
        ]
        lines.append("This is said again every 30 minutes while it lasts.")
    lines.append(f"qendra watch on {socket.gethostname()}, about {settings.BASE_URL}/")
    return "\n\n".join(lines) + "\n"


def _sentences(alarm: Alarm) -> list[str]:
    return [known.sentence for known in alarm.troubles] or [WELL]


def _mail(alarm: Alarm, options: Options, now: datetime) -> bool:
    ourselves = options.sender.rpartition("@")[2]
    try:
        with smtplib.SMTP(
            options.smtp_host, options.smtp_port, local_hostname=ourselves, timeout=PATIENCE
        ) as server:
            if options.has_starttls:
                server.starttls(context=ssl.create_default_context())
            if options.smtp_user:
                server.login(options.smtp_user, options.smtp_password)
            refused = server.send_message(_message(alarm, options, now))
    except (OSError, smtplib.SMTPException, ValueError) as error:
        logger.error("The alarm could not be mailed: %s", error)
        return False
    for address, (code, reply) in refused.items():
        logger.error("The alarm does not reach %s: %d %s", address, code, reply)
    return True


def _message(alarm: Alarm, options: Options, now: datetime) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = options.sender
    mail["To"] = ", ".join(options.recipients)
    mail["Subject"] = subject_of(alarm)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = make_msgid(domain=options.sender.rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text_of(alarm))
    return mail


def _run(alarm: Alarm, options: Options) -> bool:
    said = f"{subject_of(alarm)}\n\n{text_of(alarm)}"
    try:
        done = subprocess.run(options.command, input=said, text=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.SubprocessError) as error:
        logger.error("The command of the alarm could not be run: %s", error)
        return False
    if done.returncode:
        logger.error("The command of the alarm failed with exit code %d.", done.returncode)
    return done.returncode == 0
