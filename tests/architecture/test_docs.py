"""What the documents say is so: promises name tests that exist, commands can be typed."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from qendra.project.cli import COMMANDS
from tests.architecture import source
from tests.architecture.source import REPOSITORY

DOCUMENTS = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md"))]
PROMISES = sorted((REPOSITORY / "docs" / "promises").glob("*.md"))
_TEST = re.compile(r"`(tests/[^`]+)`")
_PICTURE = re.compile(r"\]\((?:docs/)?images/([^)]+)\.png\)")
_CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
# At the beginning of a span of code, or by its path anywhere.
_COMMAND = re.compile(r"(?:(?<!`)`(?!`)|\.venv/bin/)qendra ([a-z]+)")
_SCRIPT = re.compile(r"(?<![\w./-])((?:script|\.ci)/[a-z]+)\b")


@pytest.mark.parametrize("file", PROMISES, ids=lambda file: file.name)
def test_every_promise_names_its_test_or_says_not_yet(file: Path) -> None:
    unnamed = [row for row in _rows(file) if not _TEST.search(row) and "*not yet*" not in row]
    assert unnamed == []


@pytest.mark.parametrize("file", PROMISES, ids=lambda file: file.name)
def test_every_test_that_a_promise_names_exists(file: Path) -> None:
    named = {test for row in _rows(file) for test in _TEST.findall(row)}
    assert sorted(test for test in named if not exists(test)) == []


@pytest.mark.parametrize("file", PROMISES, ids=lambda file: file.name)
def test_what_is_called_complete_has_no_promise_left(file: Path) -> None:
    ours = "test_what_is_called_complete_has_no_promise_left"
    rows = _rows(file)
    left = [row for row in rows if "*not yet*" in row]
    assert not (left and any(ours in row for row in rows))


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.name)
def test_every_test_that_a_document_names_exists(file: Path) -> None:
    named = {test for test in _TEST.findall(file.read_text()) if "::" in test}
    assert sorted(test for test in named if not exists(test)) == []


def test_every_picture_of_a_document_is_there_and_drawn_by_the_tests() -> None:
    shown = {name for file in DOCUMENTS for name in _PICTURE.findall(file.read_text())}
    there = {file.stem for file in (REPOSITORY / "docs" / "images").glob("*.png")}
    looking = (REPOSITORY / "tests" / "browser").glob("test_*.py")
    drawn = {name for file in looking for name in re.findall(r'docs="([^"]+)"', file.read_text())}
    assert (sorted(shown - there), sorted(there ^ drawn)) == ([], [])


def test_every_decision_has_a_number_of_its_own() -> None:
    numbers = [file.name[:4] for file in (REPOSITORY / "docs" / "decisions").glob("*.md")]
    assert sorted(numbers) == sorted(set(numbers))


def test_a_promise_cannot_lean_on_a_test_that_is_not_there() -> None:
    ours = "tests/architecture/test_docs.py"
    assert exists(f"{ours}::test_a_promise_cannot_lean_on_a_test_that_is_not_there")
    assert not exists(f"{ours}::test_of_nothing")
    assert not exists("tests/nowhere/test_nothing.py::test_of_nothing")


def test_every_command_in_the_documents_can_be_typed() -> None:
    unknown = [
        f"{source.name_of(file)}: qendra {command}"
        for file in DOCUMENTS
        for code in _CODE.findall(file.read_text())
        for command in _COMMAND.findall(code)
        if not any(f"{name} ".startswith(f"{command} ") for name in COMMANDS)
    ]
    assert unknown == []


def test_every_script_in_the_documents_can_be_run() -> None:
    scripts = {
        script
        for file in DOCUMENTS
        for code in _CODE.findall(file.read_text())
        for script in _SCRIPT.findall(code)
    }
    not_there = [each for each in scripts if not (REPOSITORY / each).stat().st_mode & 0o111]
    assert not_there == []
    assert scripts


def test_every_command_is_documented() -> None:
    text = "\n".join(file.read_text() for file in DOCUMENTS)
    assert [name for name in COMMANDS if f"qendra {name}" not in text] == []


def exists(test: str) -> bool:
    """Whether ``tests/x/test_y.py`` or ``tests/x/test_y.py::test_z`` is there."""
    path, _, name = test.partition("::")
    file = REPOSITORY / path
    if not file.exists():
        return False
    names = {
        node.name
        for node in ast.walk(source.tree_of(file))
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }
    return not name or name.split("::")[-1].partition("[")[0] in names


def _rows(file: Path) -> list[str]:
    lines = [line for line in file.read_text().splitlines() if line.startswith("|")]
    return [line for line in lines if not re.match(r"\| (?:no\.|-)", line)]
