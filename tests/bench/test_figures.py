"""The table and the file of figures; how fast anything is stands in no test."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.figures import Figure, of_latencies, table, write_json
from bench.system import System
from tests.project.programs import REPOSITORY

MAILS = Figure("mails", 120.0, "1/s", limit=300.0)
START = Figure("start time", 2.5, "s")


def test_the_file_holds_name_value_unit_limit_and_ratio(tmp_path: Path) -> None:
    write_json([MAILS, START], tmp_path / "figures.json")
    assert json.loads((tmp_path / "figures.json").read_text()) == {
        "figures": [
            {"name": "mails", "value": 120.0, "unit": "1/s", "limit": 300.0, "ratio": 0.4},
            {"name": "start time", "value": 2.5, "unit": "s", "limit": None, "ratio": None},
        ]
    }


def test_the_table_has_one_line_a_figure() -> None:
    head, mails, start = table([MAILS, START]).splitlines()
    assert head.split() == ["figure", "value", "unit", "p50", "ms", "p95", "ms", "limit", "ratio"]
    assert mails.split() == ["mails", "120.0", "1/s", "–", "–", "300.0", "0.40"]
    assert start.split() == ["start", "time", "2.5", "s", "–", "–", "–", "–"]


def test_latencies_become_answers_a_second_median_and_percentile() -> None:
    found = of_latencies("page", [each / 1000 for each in range(1, 101)], seconds=10)
    assert (found.value, found.unit) == (10.0, "1/s")
    assert found.p50 == pytest.approx(51)
    assert found.p95 == pytest.approx(96)


def test_it_measures_in_a_folder_and_on_ports_of_its_own(tmp_path: Path) -> None:
    system = System(tmp_path)
    assert system.environment["QENDRA_DATA"] == str(tmp_path)
    assert system.web_port != system.lmtp_port


def test_the_product_does_not_know_what_measures_it() -> None:
    files = (REPOSITORY / "qendra").rglob("*.py")
    assert [file for file in files if "import bench" in file.read_text()] == []
    assert [file for file in files if "from bench" in file.read_text()] == []
