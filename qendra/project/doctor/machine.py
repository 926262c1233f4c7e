"""The machine and its neighbours: disk, mail in, mail out."""

from __future__ import annotations

import shutil

from django.conf import settings

from qendra.project import environment
from qendra.project.doctor.finding import Finding
from qendra.project.server.ready import port_answers

GIGABYTE = 2**30
LEAST_FREE = GIGABYTE


def disk() -> Finding:
    free = shutil.disk_usage(settings.DATA_DIR).free
    sentence = f"{free / GIGABYTE:.1f} GB are free in the data folder {settings.DATA_DIR}."
    return Finding(
        "disk", sentence, "" if free >= LEAST_FREE else "Make room, or use a larger disk."
    )


def mail_in() -> Finding:
    near = environment.near(settings.BIND)
    ports = (settings.LMTP_PORT, settings.SMTP_PORT)
    silent = [port for port in ports if not port_answers(near, port)]
    if silent:
        return Finding(
            "mail-in",
            f"Nobody takes mail at {near}, port {' and '.join(map(str, silent))}.",
            "Start qendra mail listen; where mail comes by pipe only, add --skip mail-in.",
        )
    return Finding("mail-in", f"Mail is taken at {near}, LMTP and SMTP.")


def mail_out() -> Finding:
    host, port = settings.EMAIL_HOST, settings.EMAIL_PORT
    if not host:
        return Finding("mail-out", "No server takes our mail; it waits.", "Set QENDRA_SMTP_HOST.")
    if not port_answers(host, port):
        return Finding(
            "mail-out",
            f"The mail server {host} does not answer at port {port}.",
            "Start it, or correct QENDRA_SMTP_HOST and QENDRA_SMTP_PORT.",
        )
    return Finding("mail-out", f"The mail server {host} answers at port {port}.")
