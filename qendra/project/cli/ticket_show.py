"""``qendra ticket show ID``: the ticket and its whole timeline, as text or as JSON."""

from __future__ import annotations

import argparse
import json
import unicodedata
from datetime import UTC, datetime
from typing import Any

from qendra.catalogue.selectors import provider
from qendra.lib import ticket_id
from qendra.project.cli.sentences import Failure
from qendra.tickets.models import Entry, Ticket
from qendra.tickets.selectors import find_ticket, timeline

MOMENTS = (
    "opened_at", "response_due_at", "repair_due_at", "update_due_at", "responded_at",
    "restored_at", "resolved_at", "closed_at",
)  # fmt: skip


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="in any case and spacing, prefix or not")
    parser.add_argument("--json", action="store_true", help="for programs")


def run(options: argparse.Namespace) -> int:
    """Prints it; 1 with a sentence when there is none."""
    prefix = provider().ticket_prefix
    shown = _described(_ticket(options.id, prefix), prefix)
    print(json.dumps(shown, indent=2, ensure_ascii=False) if options.json else _as_text(shown))
    return 0


def _ticket(typed: str, prefix: str) -> Ticket:
    ticket, found = find_ticket(typed, prefix)
    if ticket is not None:
        return ticket
    if found is None:
        raise Failure(f"{printable(typed)} is no ticket ID; one looks like {prefix}-1234-5678-9.")
    shown = ticket_id.shown(found.number, prefix)
    if found.reading is ticket_id.Reading.MISTYPED:
        raise Failure(f"{shown} is mistyped: its last digit does not fit the others.")
    raise Failure(f"There is no ticket {shown}.")


def _described(ticket: Ticket, prefix: str) -> dict[str, Any]:
    return {
        "id": ticket_id.shown(ticket.number, prefix),
        "subject": ticket.subject,
        "kind": ticket.kind,
        "state": ticket.state,
        "customer": ticket.customer.name,
        "service": ticket.service.code if ticket.service else None,
        "reporter": ticket.reporter.name if ticket.reporter else None,
        "team": ticket.team.name if ticket.team else None,
        "assignee": ticket.assignee.name if ticket.assignee else None,
        "priority": ticket.priority,
        "impact": ticket.impact,
        "urgency": ticket.urgency,
        "is_provisional": ticket.is_provisional,
        **{name: _moment(getattr(ticket, name)) for name in MOMENTS},
        "facts": ticket.facts,
        "timeline": [_entry(entry) for entry in timeline(ticket, for_customer=False)],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    words = getattr(entry, "words", None)
    return {
        "at": _moment(entry.at),
        "recorded_at": _moment(entry.recorded_at),
        "kind": entry.kind,
        "by": entry.actor.name if entry.actor else None,
        "channel": entry.channel,
        "is_internal": entry.is_internal,
        "data": entry.data,
        "text": words.text if words else None,
        "files": [attachment.filename for attachment in entry.files],
    }


def _as_text(shown: dict[str, Any]) -> str:
    lines = [f"{shown['id']}  {shown['subject']}", ""]
    for name, value in shown.items():
        if name not in {"id", "subject", "facts", "timeline"} and value is not None:
            lines += _field(name, str(value))
    for name, fact in shown["facts"].items():
        lines += _field(name, f"{fact['value']}  ({fact['source']})")
    for entry in shown["timeline"]:
        lines += ["", *_entry_as_text(entry)]
    return "\n".join(printable(line.expandtabs(4)) for line in lines)


def _field(name: str, value: str) -> list[str]:
    """Its name before the first line of its value, and the others below that."""
    first, *others = value.splitlines() or [""]
    return [f"{name.replace('_', ' '):<16} {first}", *(f"{'':<16} {line}" for line in others)]


def _entry_as_text(entry: dict[str, Any]) -> list[str]:
    who = entry["by"] or "Qendra"
    internal = ", internal" if entry["is_internal"] else ""
    lines = [f"{entry['at']}  {entry['kind']}  {who} ({entry['channel']}{internal})"]
    changes = {key: value for key, value in entry["data"].items() if value not in ("", None, [])}
    if changes:
        lines.append("    " + json.dumps(changes, ensure_ascii=False))
    lines += [f"    {line}" for line in (entry["text"] or "").splitlines()]
    return lines + [f"    file: {name}" for name in entry["files"]]


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else None


def printable(text: str) -> str:
    """Without the control characters by which a stranger's mail could steer the terminal."""
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(each) in {"Cc", "Cf"} else each
        for each in text
    )
