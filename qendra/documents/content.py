"""What an escalation document says, in no language: made of what is true, compared and hashed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from qendra.catalogue.models import Provider, Service
from qendra.catalogue.selectors import provider
from qendra.escalation.ladder import Ladder, Level
from qendra.escalation.models import Matrix
from qendra.escalation.selectors import matrix_for, named_holder, rota_of
from qendra.escalation.selectors.matrices import ladder_of_matrix
from qendra.sla.calendar import Calendar
from qendra.sla.selectors import business_hours, service_level_for
from qendra.tickets.matrices import current_matrix, field_of

Content = dict[str, Any]
# What a reader is told of two contents that differ: a part, and where it stands in the content.
PARTS = ("provider", "service", "levels", "answers", "reach", "priorities", "hours")


def content_of(service: Service) -> tuple[Matrix, Content] | None:
    """What the document of this service says now; None where no matrix holds."""
    matrix = matrix_for(service)
    if matrix is None:
        return None
    house, ladder = provider(), ladder_of_matrix(matrix)
    return matrix, {
        "provider": _house(house),
        "service": {
            "code": service.code,
            "name": service.name,
            "customer": service.customer.name,
        },
        "levels": [_level(level) for level in ladder.levels],
        "answers": _answers(ladder),
        "reach": [_reach(level) for level in ladder.levels] if house.names_holders else [],
        "priorities": {field_of(cell): str(each) for cell, each in current_matrix().cells.items()},
        "hours": _hours(business_hours(service_level_for(service))),
    }


def differences(before: Content, now: Content) -> list[str]:
    """The parts that are not as before."""
    return [part for part in PARTS if before.get(part) != now.get(part)]


def digest_of(number: str, version: int, issued_at: datetime, content: Mapping[str, Any]) -> str:
    """The check hash: SHA-256 of all of it as one text that has one form only."""
    said = {
        "number": number,
        "version": version,
        "issued_at": issued_at.astimezone(UTC).isoformat(),
        "content": content,
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def short(digest: str) -> str:
    """The first sixteen digits of a check hash, as people read them out: ``3f2a 91c0 …``."""
    return " ".join(digest[at : at + 4] for at in range(0, 16, 4)).upper()


def _house(house: Provider) -> Content:
    return {
        "name": house.name,
        "panel": house.panel_name,
        "address": house.support_address,
        "phone": house.support_phone,
        "legal_lines": house.legal_lines,
        "accent": house.accent,
        "logo": house.logo_id or "",
        "logo_type": house.logo_type,
        "zone": house.time_zone,
    }


def _level(level: Level) -> Content:
    return {"number": level.number, "role": level.role, "ages": asdict(level.ages)}


def _answers(ladder: Ladder) -> Content:
    conditions = ladder.conditions
    return {
        "levels": [asdict(level.answers) for level in ladder.levels],
        "requests": asdict(ladder.requests),
        "repeat": asdict(ladder.repeat) if ladder.repeat else None,
        "earlier": asdict(conditions) if conditions.levels else None,
    }


def _reach(level: Level) -> Content:
    """Who holds it, and how they are reached: the level's own ways before the person's.

    A rota by its name, since who is on call changes by the hour, and through the centre.
    """
    holder, rota = named_holder(level), rota_of(level)
    if holder is None:
        return {"name": rota.name if rota else "", "email": "", "phone": ""}
    return {
        "name": holder.name,
        "email": holder.email or "",
        "phone": level.phone or holder.phone,
    }


def _hours(hours: Calendar) -> Content:
    return {
        "zone": hours.time_zone,
        "always": hours.always,
        "windows": [[each.weekday, each.start_minute, each.end_minute] for each in hours.windows],
    }
