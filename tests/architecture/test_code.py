"""The shape of the code: small, read top-down, writing in one place."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.architecture import rules, source

LONGEST_FUNCTION = 40
LONGEST_MODULE = 300
LONGEST_TEST_MODULE = 400


def test_no_import_hides_in_a_function() -> None:
    assert _complaints(rules.lazy_imports, source.modules()) == []


def test_functions_stay_small() -> None:
    files = [*source.modules(), *source.modules_of_tests()]
    assert _complaints(lambda tree: rules.long_functions(tree, LONGEST_FUNCTION), files) == []


def test_modules_stay_small() -> None:
    assert _longer_than(LONGEST_MODULE, source.modules()) == []
    assert _longer_than(LONGEST_TEST_MODULE, source.modules_of_tests()) == []


def test_delivery_writes_nothing_itself() -> None:
    assert _complaints(rules.orm_writes, source.delivery_modules()) == []


def test_delivery_reaches_objects_only_through_access() -> None:
    assert _complaints(rules.ungated_reads, source.delivery_modules()) == []


def test_nothing_happens_behind_a_save() -> None:
    assert _complaints(rules.signals_and_save_overrides, source.modules()) == []


def test_relations_name_the_class() -> None:
    assert _complaints(rules.relations_by_name, source.modules()) == []


def test_silenced_type_errors_have_a_reason_and_no_task_is_left_over() -> None:
    found = [
        f"{source.name_of(file)}:{line}: {words}"
        for file in [*source.modules(), *source.modules_of_tests()]
        if file.parent != Path(__file__).parent
        for line, words in rules.reasonless_silences(file.read_text())
    ]
    assert found == []


def _complaints(
    rule: Callable[[ast.Module], Iterator[rules.Complaint]], files: list[Path]
) -> list[str]:
    return [
        f"{source.name_of(file)}:{line}: {words}"
        for file in files
        for line, words in rule(source.tree_of(file))
    ]


def _longer_than(limit: int, files: list[Path]) -> list[str]:
    lengths = {source.name_of(file): len(file.read_text().splitlines()) for file in files}
    return [f"{name}: {length} lines" for name, length in lengths.items() if length > limit]
