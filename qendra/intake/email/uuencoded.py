"""Files that old programs wrote into the text itself: "begin 644 plan.txt" … "end". Pure."""

import binascii
import re

FILE_LIMIT = 50

_BEGINS = re.compile(r"^begin [0-7]{3,4} ([^\n]{1,200})\n", re.MULTILINE)
_END = re.compile(r"^end[ \t]*$", re.MULTILINE)


def parted(text: str) -> tuple[str, list[tuple[str, bytes]]]:
    """(the text without them, (name, content) of each)."""
    if "begin " not in text:
        return text, []
    kept: list[str] = []
    files: list[tuple[str, bytes]] = []
    position = 0
    for begins in _BEGINS.finditer(text):
        end = _END.search(text, begins.end()) if begins.start() >= position else None
        content = decoded(text[begins.end() : end.start()]) if end else b""
        if not end or not content or len(files) >= FILE_LIMIT:
            continue
        kept.append(text[position : begins.start()])
        files.append((begins[1].strip(), content))
        position = end.end()
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
