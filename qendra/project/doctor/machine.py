"""The machine and its neighbours: disk, mail in, mail out."""

from __future__ import annotations

import shutil

from django.conf import settings
from django.utils.translation import gettext as _

from qendra.project import environment
from qendra.project.doctor.finding import Finding
from qendra.project.server.ready import port_answers

GIGABYTE = 2**30
LEAST_FREE = GIGABYTE


def disk() -> Finding:
    free = shutil.disk_usage(settings.DATA_DIR).free
    sentence = _("%(size)s GB are free in the data folder %(folder)s.")
    told = {"size": f"{free / GIGABYTE:.1f}", "folder": settings.DATA_DIR}
    remedy = "" if free >= LEAST_FREE else _("Make room, or use a larger disk.")
    return Finding("disk", sentence % told, remedy)


def mail_in() -> Finding:
    near = environment.near(settings.BIND)
    ports = (settings.LMTP_PORT, settings.SMTP_PORT)
    silent = [port for port in ports if not port_answers(near, port)]
    if silent:
        sentence = _("Nobody takes mail at %(address)s, port %(ports)s.")
        return Finding(
            "mail-in",
            sentence % {"address": near, "ports": ", ".join(map(str, silent))},
            _("Start qendra mail listen; where mail comes by pipe only, add --skip mail-in."),
        )
    return Finding("mail-in", _("Mail is taken at %(address)s, LMTP and SMTP.") % {"address": near})


def mail_out() -> Finding:
    told = {"host": settings.EMAIL_HOST, "port": settings.EMAIL_PORT}
    if not settings.EMAIL_HOST:
        sentence = _("No server takes our mail; it waits.")
        return Finding("mail-out", sentence, _("Set QENDRA_SMTP_HOST."))
    if not port_answers(settings.EMAIL_HOST, settings.EMAIL_PORT):
        return Finding(
            "mail-out",
            _("The mail server %(host)s does not answer at port %(port)d.") % told,
            _("Start it, or correct QENDRA_SMTP_HOST and QENDRA_SMTP_PORT."),
        )
    return Finding("mail-out", _("The mail server %(host)s answers at port %(port)d.") % told)
