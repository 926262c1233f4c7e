"""The small part of YAML in which deploy/compose.yaml is written; anything else is refused.

Mappings by indentation, whose values are mappings, words in one line, or lists as JSON has
them. Every value is text.
"""

from __future__ import annotations

import json
import re
from typing import Any

Node = dict[str, Any]
_LINE = re.compile(r"^(?P<indent> *)(?P<key>[\w./-]+):(?: +(?P<value>\S.*))?$")
# Signs that begin something of YAML's own.
_SPECIAL = re.compile(r"""[&*!|>{}%@`'#]""")


def read_yaml(text: str) -> Node:
    """The mapping; ValueError with the number of the line for what is not simple."""
    root: Node = {}
    # The mappings that are open, with the indentation of their keys.
    open_ones: list[tuple[int, Node]] = [(0, root)]
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = _LINE.match(line)
        if found is None:
            raise ValueError(f"line {number} is not simple: {line}")
        indent = len(found["indent"])
        while open_ones[-1][0] > indent:
            open_ones.pop()
        level, mapping = open_ones[-1]
        if level != indent or found["key"] in mapping:
            raise ValueError(f"line {number} is out of place: {line}")
        value = _value(found["value"], number)
        mapping[found["key"]] = value
        if isinstance(value, dict):
            open_ones.append((indent + 2, value))
    return root


def _value(text: str | None, number: int) -> Node | list[str] | str:
    if text is None:
        return {}
    if text[0] in '["':
        found: list[str] | str = json.loads(text)
        return found
    if _SPECIAL.match(text):
        raise ValueError(f"line {number} is not simple: {text}")
    return text
