"""What administrators are told of the work that nobody watches: rows of the outbox."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from qendra.accounts.selectors import administrators
from qendra.catalogue.notices import tell_person
from qendra.catalogue.selectors import provider as the_provider
from qendra.jobs.models import Backup
from qendra.lib.links import address_tag

ABOUT = "backup"


def tell_no_backup(backup: Backup, now: datetime) -> None:
    """That a night has no backup, or not a complete one; once for each night and trouble."""
    _tell(backup, "backup_incomplete" if backup.made_at else "backup_failed", now)


def tell_failed_test(backup: Backup, now: datetime) -> None:
    """That an archive did not become the installation that it was made from."""
    _tell(backup, "restore_test_failed", now)


def _tell(backup: Backup, purpose: str, now: datetime) -> None:
    provider = the_provider()
    domain = provider.support_address.rpartition("@")[2]
    for person in administrators():
        key = f"backup:{backup.id}:{purpose}:{person.id}"
        tell_person(
            person,
            provider=provider,
            key=key,
            purpose=purpose,
            subject=_subject(purpose, person.language),
            template=f"jobs/mail/{purpose}.txt",
            told={"backup": _told_of(backup)},
            about=(ABOUT, backup.id),
            message_id=f"{key.replace(':', '.')}.{address_tag(ABOUT, key)}@{domain}",
            now=now,
        )


def _told_of(backup: Backup) -> dict[str, Any]:
    return {
        "due_at": backup.due_at,
        "made_at": backup.made_at,
        "tested_at": backup.tested_at,
        "file": backup.file,
        "error": backup.error,
        "differences": backup.differences,
    }


def _subject(purpose: str, language: str) -> str:
    with translation.override(language):
        match purpose:
            case "backup_failed":
                return _("The nightly backup was not made")
            case "backup_incomplete":
                return _("The nightly backup is not complete")
            case _:
                return _("The restore test of a backup has failed")
