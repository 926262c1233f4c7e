"""The whole measurement at a small size: what it starts, loads, asks, prints and writes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project.programs import REPOSITORY

PAGES = {
    "desk list (50 rows)",
    "ticket page (5 entries)",
    "ticket page (200 entries)",
    "panel service page",
    "search (rare word)",
    "search (common word)",
}
WRITES = {
    "creates through the API",
    "replies through the API",
    "mails, LMTP to ticket",
}
OTHERS = {
    "memory (PSS of all processes)",
    "start time",
    "sweep, nothing due",
    "parsing, plain reply",
    "parsing, HTML reply with a picture",
    "clocks, pure rule",
    "clocks, from the database",
    "growth, 100 due of 1k open",
}


def _bench(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bench", *options],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )


def test_one_figure_at_another_size(tmp_path: Path) -> None:
    """Its own database and servers, a demo of that size with a bar, a table of that figure."""
    file = tmp_path / "figures.json"
    options = ("--scale", "50", "--only", "start", "--json", str(file))
    done = _bench(*options)
    assert done.returncode == 0, done.stderr[-2000:]
    assert [each["name"] for each in json.loads(file.read_text())["figures"]] == ["start time"]
    head, row, _blank, foot = done.stdout.strip().splitlines()
    assert head.split()[:3] == ["figure", "value", "unit"]
    assert row.startswith("start time")
    assert foot.startswith("50 tickets; ")


@pytest.mark.long
def test_every_figure_is_measured_and_each_write_stands_beside_its_limit(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    done = _bench("--scale", "1000", "--seconds", "0.5", "--json", str(file))
    assert done.returncode == 0, done.stderr[-2000:]
    figures = {each["name"]: each for each in json.loads(file.read_text())["figures"]}
    steps = {name for name in figures if name.startswith("sweep") and "steps" in name}
    assert figures.keys() >= PAGES | WRITES | OTHERS
    assert len(steps) == 2
    for name in WRITES | steps:
        assert figures[name]["limit"] > 0
        assert figures[name]["ratio"] > 0
    assert all(each["value"] > 0 for each in figures.values())
    assert all(name in done.stdout for name in figures)
