"""The facts of S6 in a mail: labelled in any order, or stated beyond doubt; never guessed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from qendra.intake.email.facts import candidates, read_facts
from qendra.intake.email.parse import parse_mail
from qendra.intake.email.reading.fact import ReadFact

MAILS = Path(__file__).parent / "mails"
# A Monday, noon in Tirana.
RECEIVED = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
TIRANA = ZoneInfo("Europe/Tirane")


def facts_of(text: str, subject: str = "") -> list[ReadFact]:
    return list(read_facts(text, subject=subject, received_at=RECEIVED, default_zone=TIRANA))


def values(text: str, name: str, subject: str = "") -> list[str]:
    return [fact.value for fact in facts_of(text, subject) if fact.name == name]


def in_mail(name: str) -> dict[str, str]:
    mail = parse_mail((MAILS / f"{name}.eml").read_bytes())
    return {fact.name: fact.value for fact in facts_of(mail.new_text, mail.subject)}


def test_it_reads_labelled_lines() -> None:
    assert in_mail("labelled") == {
        "service_id": "IPT-20417",
        "circuit_id": "CIR-7781-A",
        "started_at": "2026-11-23T09:15:00+00:00",
        "impact": "service_affecting",
        "permanence": "permanent",
        "ip_address": "203.0.113.9",
    }


@pytest.mark.parametrize(
    ("name", "impact", "started_at", "permanence"),
    [
        ("labelled_german", "service_affecting", "2026-11-23T09:15:00+00:00", "permanent"),
        ("labelled_albanian", "degradation", "2026-11-22T21:40:00+00:00", "intermittent"),
        ("labelled_table_html", "degradation", "2026-11-23T09:15:00+00:00", None),
    ],
)
def test_it_reads_other_languages_and_tables(
    name: str, impact: str, started_at: str, permanence: str | None
) -> None:
    found = in_mail(name)
    assert found["service_id"] == "IPT-20417"
    assert found["impact"] == impact
    assert found["started_at"] == started_at
    assert found.get("permanence") == permanence


def test_it_reads_running_text() -> None:
    assert in_mail("plain") == {
        "started_at": "2026-11-23T09:15:00+00:00",
        "impact": "service_affecting",
    }
    mail = parse_mail((MAILS / "plain.eml").read_bytes())
    tokens = [token.value for token in candidates(mail.new_text, subject=mail.subject)]
    assert tokens == ["IPT-20417", "CIR-7781-A"]


def test_it_keeps_test_results_word_for_word_and_reads_no_facts_from_them() -> None:
    mail = parse_mail((MAILS / "test_results.eml").read_bytes())
    results = values(mail.new_text, "test_results")
    assert len(results) == 2
    assert results[0].startswith("$ ping -c 3 203.0.113.9\nPING")
    assert results[0].endswith("time 2001ms")
    assert results[1].startswith("Tracing route")
    assert results[1].endswith("Trace complete.")
    assert values(mail.new_text, "ip_address") == []
    assert values(mail.new_text, "impact") == ["degradation"]


def test_a_quoted_signature_gives_no_facts() -> None:
    assert "ip_address" not in in_mail("signature")


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2026-11-23T10:15:00Z", "10:15"),
        ("2026-11-23 10:15 UTC", "10:15"),
        ("23.11.2026 10:15", "09:15"),
        ("23/11/2026 10:15 CET", "09:15"),
        ("23 Nov 2026 10:15", "09:15"),
        ("23. November 2026 um 10:15 Uhr", "09:15"),
        ("Nov 23, 2026 10:15 am", "09:15"),
        ("10:15", "09:15"),
        ("10.15 Uhr", "09:15"),
        ("10h15", "09:15"),
        ("today at 9 am", "08:00"),
        ("11:15 UTC+2", "09:15"),
        ("20 minutes ago", "10:40"),
        ("10:15 this morning", "09:15"),
    ],
)
def test_it_reads_labelled_times(written: str, at: str) -> None:
    assert values(f"Start time: {written}", "started_at") == [f"2026-11-23T{at}:00+00:00"]


@pytest.mark.parametrize(
    "text",
    [
        "it is down since 10:15",
        "down since 10:15 this morning",
        "seit 10:15 Uhr geht nichts",
        "depuis 10h15",
        "që nga ora 10:15",
        "it started at 10:15",
        "the link went down at 10:15 CET",
        "we lost connectivity at 10:15",
        "since 2026-11-23 09:15 UTC",
    ],
)
def test_it_reads_a_start_in_running_text(text: str) -> None:
    assert values(text, "started_at") == ["2026-11-23T09:15:00+00:00"]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("yesterday 22:40", "2026-11-22T21:40:00+00:00"),
        ("since yesterday 22:40", "2026-11-22T21:40:00+00:00"),
        ("gestern um 22:40", "2026-11-22T21:40:00+00:00"),
        ("since 23:50", "2026-11-22T22:50:00+00:00"),
        ("since 10:40 yesterday evening", "2026-11-22T21:40:00+00:00"),
        ("it is down since last night 01:30", "2026-11-23T00:30:00+00:00"),
        ("it has been down for 2 hours", "2026-11-23T09:00:00+00:00"),
    ],
)
def test_it_reads_relative_days(text: str, at: str) -> None:
    assert values(text, "started_at") == [at]


@pytest.mark.parametrize(
    "text",
    [
        "since yesterday",
        "since Friday 10:15",
        "we rebooted at 10:15",
        "call me from 14:00",
        "Start time: 31.02.2026 10:15",
        "Start time: 30.11.2026 10:15",
        "Start time: 10:15 IST",
        "Start time: unknown",
        "since 25:99",
        "since 10.03.",
        "since 12:30",
    ],
)
def test_it_never_guesses_a_start(text: str) -> None:
    assert values(text, "started_at") == []


def test_a_time_in_the_hour_that_the_clocks_skip_is_no_crash() -> None:
    received = datetime(2026, 3, 29, 9, 0, tzinfo=UTC)
    facts = read_facts("since 02:30", received_at=received, default_zone=TIRANA)
    assert [fact.name for fact in facts] == ["started_at"]


@pytest.mark.parametrize(
    ("text", "impact"),
    [
        ("The link is completely down.", "service_affecting"),
        ("LINK DOWN", "service_affecting"),
        ("Totalausfall", "service_affecting"),
        ("nuk kemi internet", "service_affecting"),
        ("We see 20% packet loss.", "degradation"),
        ("very high latency to everywhere", "degradation"),
        ("hoher Paketverlust", "degradation"),
        ("It is not service affecting.", "non_service_affecting"),
        ("No packet loss. The traffic is not affected.", "non_service_affecting"),
        ("It is not completely down, but there is packet loss.", "degradation"),
    ],
)
def test_it_reads_an_impact_that_is_stated(text: str, impact: str) -> None:
    assert values(text, "impact") == [impact]


@pytest.mark.parametrize(
    "text",
    [
        "It is slow.",
        "We have a problem.",
        "Is the link down?",
        "If the line is down, call me.",
        "It was completely down yesterday.",
        "0% packet loss",
        "there is no packet loss",
        "100% packet loss",
        "The link is down. Before that we saw high latency.",
        "Please do not take the link down.",
    ],
)
def test_it_never_guesses_an_impact(text: str) -> None:
    assert values(text, "impact") == []


@pytest.mark.parametrize(
    ("written", "impact"),
    [
        ("Service affecting", "service_affecting"),
        ("non-service affecting", "non_service_affecting"),
        ("Non service affecting", "non_service_affecting"),
        ("not service affecting", "non_service_affecting"),
        ("Degradation", "degradation"),
        ("total outage", "service_affecting"),
        ("none", None),
        ("big", None),
    ],
)
def test_it_reads_labelled_impact(written: str, impact: str | None) -> None:
    assert values(f"Impact: {written}", "impact") == ([impact] if impact else [])


@pytest.mark.parametrize(
    "line",
    [
        "Service ID: IPT-20417",
        "service id = ipt-20417",
        "* **Service-ID:** IPT-20417 (Pristina)",
        "1) Service ID (required): IPT-20417",
        "Service ID:\n\n   IPT-20417",
        "Service\tIPT-20417",
        "Dienst: IPT-20417",
        "ID e shërbimit： IPT-20417",
    ],
)
def test_labels_are_read_tolerantly(line: str) -> None:
    assert [value.upper() for value in values(line, "service_id")] == ["IPT-20417"]


def test_an_id_that_looks_like_none_is_kept_as_written() -> None:
    assert values("Service ID: our main line", "service_id") == ["our main line"]
    assert values("Service ID: unknown", "service_id") == []
    assert values("Service ID: -", "service_id") == []


def test_addresses_are_read_in_both_families() -> None:
    text = "203.0.113.9 and 2001:DB8:0:0::1, not 10:15 or 1.2.3 or 300.1.1.1"
    assert values(text, "ip_address") == ["203.0.113.9", "2001:db8::1"]


def test_times_speeds_and_interfaces_are_no_candidates() -> None:
    text = "100Mbit at 10:15, 3rd 24x7 IPv4 v2.1 xe-0/0/1 203.0.113.9 2026-11-23T10:15:00"
    assert [token.value for token in candidates(text)] == []


def test_every_fact_knows_where_it_stood() -> None:
    text = "Our link is down since 10:15."
    fact = facts_of(text)[0]
    assert text[slice(*fact.span)] == fact.source_text
    assert facts_of("", subject="Link down since 10:15")[0].place == "subject"
