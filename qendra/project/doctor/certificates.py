"""The certificates that others see: of the pages, and of the mail server that takes our mail."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qendra.project.doctor.finding import Finding

# Seconds for each answer: a page waits for it.
PATIENCE = 2
WARN_WITHIN = timedelta(days=14)
HTTPS = 443

Certificate = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Server:
    """Who shows a certificate, how to see it, and which settings name it."""

    name: str
    host: str
    port: int
    settings: str
    ask: Callable[[str, int], Certificate]

    @property
    def where(self) -> str:
        return f"{self.host}, port {self.port}"


def certificates(now: datetime) -> Iterator[Finding]:
    """One finding for each server that we or our readers reach by TLS; none without TLS.

    Chain and name are verified as a browser does it, against the system's authorities, or
    those of SSL_CERT_FILE.
    """
    pages = urlsplit(settings.BASE_URL)
    if pages.scheme == "https":
        yield _looked_at(
            _Server(
                "certificate-web",
                pages.hostname or "",
                pages.port or HTTPS,
                "QENDRA_BASE_URL",
                _shown_by_web,
            ),
            now,
        )
    if settings.EMAIL_HOST and settings.EMAIL_USE_TLS:
        yield _looked_at(
            _Server(
                "certificate-mail",
                settings.EMAIL_HOST,
                settings.EMAIL_PORT,
                "QENDRA_SMTP_HOST, QENDRA_SMTP_PORT",
                _shown_by_mail,
            ),
            now,
        )


def _looked_at(server: _Server, now: datetime) -> Finding:
    try:
        certificate = server.ask(server.host, server.port)
    except ssl.SSLCertVerificationError as error:
        return _refused(server, error)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        sentence = _("There is no TLS with %(where)s: %(reason)s.")
        told = {"where": server.where, "reason": _reason(error)}
        remedy = _("Start it, or correct %(settings)s.") % {"settings": server.settings}
        return Finding(server.name, sentence % told, remedy)
    left = ssl.cert_time_to_seconds(certificate["notAfter"]) - now.timestamp()
    return _trusted(server, timedelta(seconds=left))


def _reason(error: Exception) -> str:
    said = error.strerror if isinstance(error, OSError) else ""
    return (said or str(error) or type(error).__name__).rstrip(".")


def _trusted(server: _Server, left: timedelta) -> Finding:
    sentence = ngettext(
        "The certificate of %(where)s is trusted, for %(days)d more day.",
        "The certificate of %(where)s is trusted, for %(days)d more days.",
        left.days,
    )
    told = {"where": server.where, "days": left.days}
    remedy = _("Renew it, and find out why that does not happen by itself.")
    is_early = left < WARN_WITHIN
    return Finding(server.name, sentence % told, remedy if is_early else "", is_early)


def _refused(server: _Server, error: ssl.SSLCertVerificationError) -> Finding:
    told = {"where": server.where, "host": server.host, "settings": server.settings}
    # The numbers of X509_STORE_CTX_get_error(3).
    match error.verify_code:
        case 10:
            sentence = _("The certificate of %(where)s has expired.")
            remedy = _("Renew it.")
        case 9:
            sentence = _("The certificate of %(where)s is not valid yet.")
            remedy = _("Wait, or set the clock of this machine.")
        case 62 | 64:
            sentence = _("The certificate of %(where)s is for another name.")
            remedy = _("Get one for %(host)s, or correct %(settings)s.")
        case _:
            told["reason"] = error.verify_message
            sentence = _("The certificate of %(where)s is not trusted: %(reason)s.")
            remedy = _("Install one of an authority that browsers know, with its whole chain.")
    return Finding(server.name, sentence % told, remedy % told)


def _shown_by_web(host: str, port: int) -> Certificate:
    with (
        socket.create_connection((host, port), timeout=PATIENCE) as plain,
        ssl.create_default_context().wrap_socket(plain, server_hostname=host) as session,
    ):
        return session.getpeercert() or {}


def _shown_by_mail(host: str, port: int) -> Certificate:
    ourselves = urlsplit(settings.BASE_URL).hostname or "localhost"
    with smtplib.SMTP(host, port, local_hostname=ourselves, timeout=PATIENCE) as server:
        server.starttls(context=ssl.create_default_context())
        session = server.sock
        return (session.getpeercert() or {}) if isinstance(session, ssl.SSLSocket) else {}
