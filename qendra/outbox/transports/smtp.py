"""Mail by SMTP to the provider's relay (RFC 5321), one connection for a batch.

The steps of a transaction are taken one by one, not by ``smtplib``'s ``sendmail``: only so do
we know whether a broken connection may have left an accepted message behind.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

from django.conf import settings

from qendra.outbox.transports.results import (
    Accepted,
    Permanent,
    Result,
    Temporary,
    Unreachable,
)

# Seconds for one command, and for the verdict on a whole message (scanners take their time).
# A batch of messages ends well before its lease of five minutes: see qendra.jobs.deliver.
COMMAND_TIMEOUT = 20
VERDICT_TIMEOUT = 100

# "Authentication required": our settings are wrong, not the message.
_NOT_SIGNED_IN = 530
_CLOSING = 421


@contextmanager
def open_session() -> Iterator[Session]:
    """A session with the server of the settings. Raises Unreachable when there is none."""
    server = _connect()
    try:
        yield Session(server)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
        server.close()


def _connect() -> smtplib.SMTP:
    try:
        server = smtplib.SMTP(
            settings.EMAIL_HOST,
            settings.EMAIL_PORT,
            local_hostname=urlsplit(settings.BASE_URL).hostname or "localhost",
            timeout=COMMAND_TIMEOUT,
        )
    except (smtplib.SMTPException, OSError) as error:
        raise Unreachable(f"No connection to the mail server: {_said(error)}") from error
    try:
        _sign_in(server)
    except (smtplib.SMTPException, OSError) as error:
        server.close()
        raise Unreachable(f"The mail server does not let us in: {_said(error)}") from error
    return server


def _sign_in(server: smtplib.SMTP) -> None:
    server.ehlo_or_helo_if_needed()
    if settings.EMAIL_USE_TLS:
        server.starttls(context=ssl.create_default_context())
        server.ehlo()
    if settings.EMAIL_HOST_USER:
        server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)


class Session:
    """An open connection that takes one message after the other."""

    def __init__(self, server: smtplib.SMTP) -> None:
        self._server = server
        self._is_handed_over = False

    @property
    def is_open(self) -> bool:
        """Whether another message can be sent."""
        return self._server.sock is not None

    def send(self, *, sender: str, recipient: str, content: bytes) -> Result:
        """Try to send one message with CRLF line ends; an empty sender is the null path."""
        self._is_handed_over = False
        try:
            return self._transaction(sender, recipient, content)
        except (smtplib.SMTPException, OSError) as error:
            self._server.close()
            return Temporary(
                f"The connection to the mail server broke: {_said(error)}",
                may_be_accepted=self._is_handed_over,
            )

    def _transaction(self, sender: str, recipient: str, content: bytes) -> Result:
        options = self._options(sender, recipient, content)
        if isinstance(options, Permanent):
            return options
        code, reply = self._server.mail(sender, options)
        if code == 250:
            code, reply = self._server.rcpt(recipient)
        if code in {250, 251, 252}:
            code, reply = self._server.docmd("DATA")
        if code == 354:
            code, reply = self._hand_over(content)
        return Accepted() if code == 250 else self._refused(code, reply)

    def _options(self, sender: str, recipient: str, content: bytes) -> list[str] | Permanent:
        options = [f"SIZE={len(content)}"] if self._server.has_extn("size") else []
        if not content.isascii() and self._server.has_extn("8bitmime"):
            options.append("BODY=8BITMIME")
        # The only thing in our mails that is not ASCII is an address, possibly a Reply-To.
        if not (sender + recipient).isascii() or not content.isascii():
            if not self._server.has_extn("smtputf8"):
                return Permanent("The address needs SMTPUTF8, which the mail server lacks.")
            options.append("SMTPUTF8")
        return options

    def _hand_over(self, content: bytes) -> tuple[int, bytes]:
        if self._server.sock:
            self._server.sock.settimeout(VERDICT_TIMEOUT)
        self._server.send(re.sub(rb"(?m)^\.", b"..", content) + b".\r\n")
        self._is_handed_over = True
        verdict = self._server.getreply()
        if self._server.sock:
            self._server.sock.settimeout(COMMAND_TIMEOUT)
        return verdict

    def _refused(self, code: int, reply: bytes) -> Result:
        reason = f"{code} {reply.decode(errors='replace')}"
        if code == _CLOSING:
            self._server.close()
            return Temporary(reason)
        # A server that hangs up after its verdict has still spoken it.
        with suppress(smtplib.SMTPException, OSError):
            self._server.rset()
        if code >= 500 and code != _NOT_SIGNED_IN:
            return Permanent(reason)
        return Temporary(reason)


def _said(error: Exception) -> str:
    """The server's own words where there are any."""
    if isinstance(error, smtplib.SMTPResponseException):
        reply = error.smtp_error
        text = reply.decode(errors="replace") if isinstance(reply, bytes) else str(reply)
        return f"{error.smtp_code} {text}"
    return str(error) or type(error).__name__
