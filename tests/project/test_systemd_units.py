"""The units under deploy/systemd/: systemd understands them, and they start what there is."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from qendra.project import cli
from tests.project.programs import REPOSITORY

FOLDER = REPOSITORY / "deploy" / "systemd"
SERVICES = sorted(FOLDER.glob("*.service"))
COMMON = FOLDER / "qendra-.service.d" / "common.conf"
PLACE = "/opt/qendra"
# Of 10, where 10 is no protection at all; systemd calls up to 2 "OK".
MOST_EXPOSED = 2


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units as on a machine where Qendra stands in this checkout."""
    shutil.copytree(FOLDER, tmp_path / "units")
    for file in (each for each in (tmp_path / "units").rglob("*") if each.is_file()):
        file.write_text(file.read_text().replace(PLACE, str(REPOSITORY)))
    return tmp_path / "units"


def test_systemd_understands_every_unit(units: Path) -> None:
    files = [str(file) for file in units.iterdir() if file.is_file()]
    done = _analyze(units, "verify", "--man=no", *files)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_systemd_names_what_it_does_not_understand(units: Path) -> None:
    unit = units / "qendra-serve.service"
    unit.write_text(unit.read_text().replace("Restart=", "Rebirth="))
    assert "Rebirth" in _analyze(units, "verify", "--man=no", str(unit)).stderr


@pytest.mark.parametrize("file", SERVICES, ids=lambda file: file.stem)
def test_every_service_is_locked_in(file: Path, units: Path) -> None:
    threshold = f"--threshold={MOST_EXPOSED * 10}"
    done = _analyze(units, "security", "--offline=true", threshold, str(units / file.name))
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("file", SERVICES, ids=lambda file: file.stem)
def test_every_service_starts_a_command_as_it_can_be_typed(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program, *arguments = _section(file, "Service")["ExecStart"].split()
    assert program == f"{PLACE}/.venv/bin/qendra"
    with pytest.raises(SystemExit) as left:
        cli.main([*arguments, "--help"])
    assert left.value.code == 0
    name = next(name for name in cli.COMMANDS if " ".join(arguments).startswith(name))
    assert cli.COMMANDS[name] in " ".join(capsys.readouterr().out.split())


def test_what_runs_for_ever_is_started_again_and_by_the_target() -> None:
    lasting = [each for each in SERVICES if _section(each, "Service")["Type"] == "exec"]
    assert [_section(each, "Service")["Restart"] for each in lasting] == ["always"] * len(lasting)
    assert [_section(each, "Install")["WantedBy"] for each in lasting] == (
        ["qendra.target"] * len(lasting)
    )
    assert {each.stem for each in lasting} >= {"qendra-serve", "qendra-worker", "qendra-mail"}


def test_only_the_data_folder_can_be_written() -> None:
    text = COMMON.read_text()
    assert "ProtectSystem=strict" in text
    state = re.search(r"^StateDirectory=(\w+)$", text, re.MULTILINE)
    assert state is not None
    assert f"Environment=QENDRA_DATA=/var/lib/{state[1]}\n" in text


def _analyze(units: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # The colon: our folder first, then those of the system with the targets that units name.
    return subprocess.run(
        ["systemd-analyze", *arguments],  # noqa: S607
        env=os.environ | {"SYSTEMD_UNIT_PATH": f"{units}:"},
        capture_output=True,
        text=True,
        check=False,
    )


def _section(file: Path, name: str) -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # as configparser documents
    parser.read(file)
    return parser[name]
