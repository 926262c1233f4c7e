"""Files that old programs wrote into the text itself: "begin 644 plan.txt" … "end". Pure."""

import binascii
import re
from itertools import islice

FILE_LIMIT = 50

_MARK = re.compile(r"^(?:begin [0-7]{3,4} ([^\n]{1,200})\n|end[ \t]*$)", re.MULTILINE)


def parted(text: str) -> tuple[str, list[tuple[str, bytes]]]:
    """(the text without them, (name, content) of each)."""
    kept: list[str] = []
    files: list[tuple[str, bytes]] = []
    position = 0
    begins: re.Match[str] | None = None
    marks = _MARK.finditer(text) if "begin " in text else iter(())
    # A file ends before the next one begins, so each line is looked at once.
    for mark in islice(marks, 20 * FILE_LIMIT):
        if mark[1] is not None:
            begins = mark
            continue
        content = decoded(text[begins.end() : mark.start()]) if begins else b""
        if begins and content and len(files) < FILE_LIMIT:
            kept.append(text[position : begins.start()])
            files.append((begins[1].strip(), content))
            position = mark.end()
        begins = None
    return "".join((*kept, text[position:])), files


def decoded(lines: str) -> bytes:
    """The bytes of these lines; what is no line of this kind is left out."""
    found = []
    for line in lines.split("\n"):
        try:
            found.append(binascii.a2b_uu(line.rstrip() + "\n") if line.strip() else b"")
        except (binascii.Error, ValueError):
            found.append(_as_its_length_says(line))
    return b"".join(found)


def _as_its_length_says(line: str) -> bytes:
    """Some programs pad lines wrongly; the first sign says how many bytes are meant."""
    try:
        length = (ord(line[0]) - 32) & 63
        return binascii.a2b_uu(line[: (length * 4 + 5) // 3 + 1])
    except (binascii.Error, ValueError, IndexError):
        return b""
