"""``script/setup``, ``script/check`` and ``script/test``: what they need, run and refuse."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import postgres15
from tests.project.programs import REPOSITORY

TOOLS = ["bash", "cat", "cut", "dirname", "env", "grep", "mktemp", "rm", "sha256sum", "tr"]


def test_setup_puts_the_command_at_its_place() -> None:
    command = REPOSITORY / ".venv/bin/qendra"
    done = subprocess.run([command, "--help"], capture_output=True, text=True, check=True)
    assert "mail receive" in done.stdout


def test_setup_says_which_package_is_missing(tmp_path: Path) -> None:
    done = _setup(tmp_path, python='case "$2" in *ensurepip*) exit 1;; esac; exec python3 "$@"')
    assert done.returncode == 1
    assert done.stderr == (
        "script/setup: Python's venv module is missing; on Debian: apt-get install python3-venv\n"
    )


def test_setup_refuses_an_old_python(tmp_path: Path) -> None:
    done = _setup(tmp_path, python='case "$2" in *version_info*) exit 1;; esac')
    assert done.returncode == 1
    assert done.stderr == "script/setup: Python 3.11 or newer is needed.\n"


@pytest.mark.long
def test_setup_of_a_fresh_clone_and_once_more(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", REPOSITORY, clone], check=True)  # noqa: S607
    runs = [
        subprocess.run([clone / "script/setup"], capture_output=True, text=True, check=True)
        for _ in range(2)
    ]
    assert "installing" in runs[0].stdout
    assert runs[1].stdout == runs[1].stderr == ""
    subprocess.run([clone / ".venv/bin/qendra", "--help"], stdout=subprocess.DEVNULL, check=True)


def test_the_locked_requirements_name_a_hash_for_everything_and_no_address() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (REPOSITORY / name).read_text()
        pinned = [line for line in text.splitlines() if "==" in line]
        assert pinned
        assert all(line.endswith("\\") for line in pinned)
        assert "://" not in text


def test_script_test_prints_the_command_and_fails_where_it_may_not_install(tmp_path: Path) -> None:
    done = _script_test(tmp_path, id="echo 1000")
    assert done.returncode == 1
    assert "apt-get install --yes --no-install-recommends chromium" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_script_test_installs_the_browser_as_root(tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    fake = {"id": "echo 0", "apt-get": f'echo "$*" >> {asked}; [ "$1" = update ]'}
    done = _script_test(tmp_path, **fake)
    assert "install --yes --no-install-recommends chromium" in asked.read_text()
    # The false apt-get fails, and script/test does not go on without a browser.
    assert done.returncode == 1


def test_script_test_wants_the_oldest_postgresql_where_the_tests_look_for_it() -> None:
    wanted = f"[ -x {postgres15.PROGRAMS}/postgres ] || missing+=(postgresql-15)\n"
    assert wanted in (REPOSITORY / "script/test").read_text()


def test_script_test_runs_everything_and_is_what_ci_runs() -> None:
    test = (REPOSITORY / "script/test").read_text()
    check = (REPOSITORY / "script/check").read_text()
    assert "\nscript/check\n" in test
    assert ".venv/bin/pytest" in test
    for tool in ("mypy", "ruff check", "ruff format --check", "lint-imports", "tests/architecture"):
        assert tool in check
    last_line = (REPOSITORY / ".ci/run").read_text().splitlines()[-1]
    assert last_line == 'exec "$(dirname "$0")/../script/test"'


@pytest.mark.parametrize(
    ("test", "code"),
    [
        ("import pytest\ndef test_x():\n    pytest.skip('no browser')\n", 1),
        ("def test_x():\n    pass\n", 0),
    ],
)
def test_a_run_in_which_a_test_is_skipped_has_failed(test: str, code: int, tmp_path: Path) -> None:
    file = tmp_path / "test_x.py"
    file.write_text(test)
    assert _pytest(file).returncode == code


@pytest.mark.parametrize(("flags", "count"), [((), "no tests ran"), (("--long",), "1 passed")])
def test_long_versions_run_when_they_are_asked_for(
    flags: tuple[str, ...], count: str, tmp_path: Path
) -> None:
    file = tmp_path / "test_x.py"
    file.write_text("import pytest\n@pytest.mark.long\ndef test_x():\n    pass\n")
    assert count in _pytest(file, *flags).stdout.replace("1 deselected", "no tests ran")


def test_one_worker_runs_a_whole_group(tmp_path: Path) -> None:
    """What takes a minute to come up is then made once, not once a worker."""
    file = tmp_path / "test_x.py"
    file.write_text(
        "import pytest\n"
        'pytestmark = pytest.mark.xdist_group("system")\n'
        '@pytest.mark.parametrize("number", range(6))\n'
        "def test_x(number, worker_id, testrun_uid):\n"
        f'    open(f"{tmp_path}/{{worker_id}}", "a").close()\n'
    )
    assert "6 passed" in _pytest(file, "-n", "2", "--dist", "loadgroup").stdout
    assert len(list(tmp_path.glob("gw*"))) == 1


def _pytest(file: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    """pytest as script/test runs it, on a file of its own."""
    config = str(REPOSITORY / "pyproject.toml")
    own = ["-q", "-p", "tests.runs", "-p", "no:cacheprovider", "-c", config]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *own, "--rootdir", str(file.parent), *flags, str(file)],
        capture_output=True, text=True, check=False, cwd=REPOSITORY,
    )  # fmt: skip


def _setup(folder: Path, *, python: str) -> subprocess.CompletedProcess[str]:
    """script/setup of a checkout without a virtual environment, with this as its Python."""
    for name in ("requirements.txt", "requirements-dev.txt", "pyproject.toml"):
        shutil.copy(REPOSITORY / name, folder)
    shutil.copytree(REPOSITORY / "script", folder / "script")
    fake = _program(folder / "python", python)
    environment = os.environ | {"PYTHON": str(fake)}
    return subprocess.run(
        [folder / "script/setup"], capture_output=True, text=True, check=False, env=environment
    )


def _script_test(folder: Path, **programs: str) -> subprocess.CompletedProcess[str]:
    """script/test on a machine without Chromium, where these programs are other ones."""
    path = folder / "bin"
    path.mkdir()
    for tool in TOOLS:
        (path / tool).symlink_to(shutil.which(tool) or tool)
    for name, text in programs.items():
        _program(path / name, text)
    return subprocess.run(
        [REPOSITORY / "script/test"], capture_output=True, text=True, check=False, timeout=60,
        env={"PATH": str(path), "HOME": str(folder)},
    )  # fmt: skip


def _program(file: Path, text: str) -> Path:
    file.write_text(f"#!{shutil.which('bash')}\n{text}\n")
    file.chmod(0o755)
    return file
