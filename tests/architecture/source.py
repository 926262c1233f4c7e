"""The project's own files, as the rules read them."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGE = REPOSITORY / "qendra"
# Where the world reaches us: these parse, call one action and render.
DELIVERY = ("panel", "desk", "api", "intake", "jobs", "project")


def modules() -> list[Path]:
    """Every module of the package that a person wrote."""
    return [file for file in sorted(PACKAGE.rglob("*.py")) if "migrations" not in file.parts]


def delivery_modules() -> list[Path]:
    """The modules of delivery, without the actions that a channel has of its own."""
    return [
        file
        for file in modules()
        if file.relative_to(PACKAGE).parts[0] in DELIVERY
        and not {"actions", "actions.py"} & set(file.relative_to(PACKAGE).parts)
    ]


def modules_of_tests() -> list[Path]:
    return sorted((REPOSITORY / "tests").rglob("*.py"))


def templates() -> list[Path]:
    """Every page and mail."""
    return sorted(file for file in PACKAGE.glob("**/templates/**/*") if file.is_file())


def style_sheets() -> list[Path]:
    return sorted(PACKAGE.glob("**/static/**/*.css"))


def scripts() -> list[Path]:
    """Our own; what others wrote stands in a folder of its own."""
    return sorted(PACKAGE.glob("**/static/js/*.js"))


@cache
def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(), filename=str(file))


def name_of(file: Path) -> str:
    """As it is named in a complaint."""
    return str(file.relative_to(REPOSITORY))
