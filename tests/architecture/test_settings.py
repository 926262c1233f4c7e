"""docs/settings.md is one table: every setting that the code reads, with its default, no other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture import source
from tests.architecture.source import REPOSITORY

# A name that stands alone as a text in the code is one that it reads, or sets for its children.
_NAME = re.compile(r"(?:QENDRA_[A-Z0-9_]+|DATABASE_URL)")
_ROW = re.compile(r"^\| `(\w+)` \| (.*?) \| (.*) \|$", re.MULTILINE)


def test_the_table_has_every_setting_of_the_code_and_no_other() -> None:
    in_code = {name for file in source.modules() for name in names_in(source.tree_of(file))}
    assert sorted(in_code - set(_rows())) == [], "the table lacks"
    assert sorted(set(_rows()) - in_code) == [], "the code does not read"


def test_the_table_tells_the_default_that_the_code_has() -> None:
    rows = _rows()
    told = [
        (name, default, rows[name])
        for file in source.modules()
        for name, default in defaults_in(source.tree_of(file))
    ]
    assert [each for each in told if f"`{each[1]}`" not in each[2]] == []
    assert ("QENDRA_WEB_PORT", "8000") in {(name, default) for name, default, _row in told}


def test_every_row_has_a_default_and_a_meaning() -> None:
    rows = _ROW.findall(_page())
    assert [name for name, default, meaning in rows if not default or not meaning] == []
    assert len(rows) == len(_rows()), "a setting has one row"


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ('text("QENDRA_A")', {"QENDRA_A"}),
        ('os.environ.get("DATABASE_URL")', {"DATABASE_URL"}),
        ('told = {"QENDRA_B2": port}', {"QENDRA_B2"}),
        ('"Set QENDRA_A to yes."', set()),
    ],
)
def test_it_finds_the_names_of_settings(code: str, names: set[str]) -> None:
    assert set(names_in(ast.parse(code))) == names


@pytest.mark.parametrize(
    ("code", "default"),
    [
        ('environment.text("QENDRA_A", "INFO")', "INFO"),
        ('number("QENDRA_A", 25)', "25"),
        ('flag("QENDRA_A", default=False)', "no"),
        ('flag("QENDRA_A", default=True)', "yes"),
    ],
)
def test_it_finds_the_default_of_a_setting(code: str, default: str) -> None:
    assert list(defaults_in(ast.parse(code))) == [("QENDRA_A", default)]


def test_it_leaves_a_default_that_has_to_be_worked_out() -> None:
    assert list(defaults_in(ast.parse('text("QENDRA_A", str(folder))'))) == []


def names_in(tree: ast.Module) -> Iterator[str]:
    """The settings that a module names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from _NAME.findall(node.value) if _NAME.fullmatch(node.value) else ()


def defaults_in(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The settings that a module reads with a fixed default, and that as one writes it."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        match [*call.args, *(each.value for each in call.keywords)]:
            case [ast.Constant(str(name)), ast.Constant(default), *_] if default != "":
                if _NAME.fullmatch(name):
                    yield name, _written(default)


def _written(default: object) -> str:
    return {True: "yes", False: "no"}[default] if isinstance(default, bool) else str(default)


def _rows() -> dict[str, str]:
    """Name → what stands as its default."""
    return {name: default for name, default, _meaning in _ROW.findall(_page())}


def _page() -> str:
    return (REPOSITORY / "docs" / "settings.md").read_text()
