"""Our own rules on Python code. Each takes a tree and answers with lines and words."""

from __future__ import annotations

import ast
from collections.abc import Iterator

Complaint = tuple[int, str]
Function = ast.FunctionDef | ast.AsyncFunctionDef

WRITES = {
    "save", "asave", "delete", "adelete", "bulk_create", "bulk_update", "get_or_create",
    "update_or_create",
}  # fmt: skip
# Also the names of harmless methods; here they are writes only on a queryset.
WRITES_ON_QUERYSETS = {"create", "update"}
QUERYSETS = {
    "objects",
    "filter",
    "exclude",
    "all",
    "select_for_update",
    "order_by",
    "_default_manager",
}


def lazy_imports(tree: ast.Module) -> Iterator[Complaint]:
    """An import inside a function hides an arrow from the reader and from import-linter."""
    for function in _functions(tree):
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield node.lineno, f"import inside {function.name}"


def long_functions(tree: ast.Module, limit: int) -> Iterator[Complaint]:
    for function in _functions(tree):
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        if length > limit:
            yield function.lineno, f"{function.name} has {length} lines"


def orm_writes(tree: ast.Module) -> Iterator[Complaint]:
    """Whoever writes holds a lock, a rule and a timeline entry: that is an action's business."""
    for call, name in _method_calls(tree):
        on_queryset = bool(_chain(call.func) & QUERYSETS)
        if name in WRITES or (name in WRITES_ON_QUERYSETS and on_queryset):
            yield call.lineno, f".{name}() writes"


def ungated_reads(tree: ast.Module) -> Iterator[Complaint]:
    """One object by its key, without asking whether this person may see it."""
    for call, name in _method_calls(tree):
        if name in {"get", "aget"} and _chain(call.func) & QUERYSETS:
            yield call.lineno, ".get() passes by access"
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in {"get_object_or_404", "get_list_or_404"}:
            yield node.lineno, f"{node.id} passes by access"


def signals_and_save_overrides(tree: ast.Module) -> Iterator[Complaint]:
    """What happens on saving is invisible where it is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("dispatch"):
            yield node.lineno, "signals"
        if isinstance(node, ast.ClassDef) and _is_model(node):
            for method in node.body:
                if isinstance(method, Function) and method.name in {"save", "delete"}:
                    yield method.lineno, f"{node.name}.{method.name} is overridden"


def relations_by_name(tree: ast.Module) -> Iterator[Complaint]:
    """A model named by a string is an arrow that import-linter does not see."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or _last_name(call.func) not in {
            "ForeignKey", "OneToOneField", "ManyToManyField",
        }:  # fmt: skip
            continue
        targets = [*call.args[:1], *(each.value for each in call.keywords if each.arg == "to")]
        for target in targets:
            if isinstance(target, ast.Constant) and target.value != "self":
                yield call.lineno, f"relation to {target.value!r} by name"


def reasonless_silences(text: str) -> Iterator[Complaint]:
    """A type error is silenced by its name and with a reason; a task left over is an issue."""
    for number, line in enumerate(text.splitlines(), 1):
        _, found, rest = line.partition("# type: ignore")
        if found and not (rest.startswith("[") and rest.partition("]")[2].strip(" #-(")):
            yield number, "type: ignore without code and reason"
        if "TO" + "DO" in line:
            yield number, "a task left over"


def _functions(tree: ast.Module) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def _method_calls(tree: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node, node.func.attr


def _chain(node: ast.expr) -> set[str]:
    """All names in ``a.b(…).c``: a, b and c."""
    names: set[str] = set()
    while True:
        match node:
            case ast.Attribute(value=inner, attr=name):
                names.add(name)
                node = inner
            case ast.Call(func=inner):
                node = inner
            case ast.Name(id=name):
                return names | {name}
            case _:
                return names


def _is_model(node: ast.ClassDef) -> bool:
    bases = {_last_name(base) for base in node.bases}
    has_meta = any(isinstance(each, ast.ClassDef) and each.name == "Meta" for each in node.body)
    return has_meta or bool(bases & {"Model", "AbstractBaseUser"})


def _last_name(node: ast.expr) -> str:
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""
