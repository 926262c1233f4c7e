"""What only a fresh clone shows. Long: it installs everything and runs all tests once more."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.project.programs import REPOSITORY, surroundings

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("fresh clone")]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The last commit in an empty folder."""
    folder = tmp_path_factory.mktemp("fresh") / "qendra"
    git = shutil.which("git") or "git"
    subprocess.run([git, "clone", "--quiet", str(REPOSITORY), str(folder)], check=True)
    return folder


def _run(clone: Path, script: str) -> tuple[subprocess.CompletedProcess[str], float]:
    began = time.monotonic()
    done = subprocess.run(
        [str(clone / "script" / script)],
        cwd=clone,
        env=surroundings(),
        capture_output=True,
        text=True,
        check=False,
    )
    return done, time.monotonic() - began


def test_script_test_sets_up_what_it_needs_and_passes(clone: Path) -> None:
    done, _seconds = _run(clone, "test")
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    assert " passed" in done.stdout


def test_script_check_takes_under_a_minute_once_set_up(clone: Path) -> None:
    """The one promise about seconds that a person waits for at every change."""
    _run(clone, "check")
    done, seconds = _run(clone, "check")
    assert done.returncode == 0, done.stdout
    assert seconds < 60
