"""What Outlook packs into winmail.dat (TNEF): the files that it hides, and the text. Pure.

Every step reads forward within the bytes that are there; what is broken ends the reading.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from qendra.intake.email.charset import clean_line, decode

TYPES = ("application/ms-tnef", "application/vnd.ms-tnef")
FILE_LIMIT = 200

_SIGNATURE = 0x223E9F78
_BODY, _MESSAGE, _TITLE, _DATA, _NEW_FILE, _ATTACHMENT = (
    0x800C, 0x9003, 0x8010, 0x800F, 0x9002, 0x9005,
)  # fmt: skip
_LONG_NAME, _SHORT_NAME, _KIND, _OBJECT = 0x3707, 0x3704, 0x370E, 0x3701
_TEXT, _HTML = 0x1000, 0x1013
_FIXED = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 4, 20: 8, 64: 8, 72: 16}
_VARIABLE = (0x1E, 0x1F, 0x0D, 0x102)


@dataclass
class Packed:
    """One file of the package."""

    name: str = ""
    kind: str = ""
    content: bytes = b""


@dataclass
class Package:
    """The files, and the words of the mail where it has them."""

    files: list[Packed] = field(default_factory=list)
    text: str = ""
    html: str = ""


def unpacked(content: bytes) -> Package | None:
    """What is in a winmail.dat; None where it is none."""
    if len(content) < 6 or struct.unpack_from("<I", content)[0] != _SIGNATURE:
        return None
    package = Package()
    for identity, data in _attributes(content):
        if identity == _NEW_FILE:
            if len(package.files) >= FILE_LIMIT:
                break
            package.files.append(Packed())
        elif identity == _BODY:
            package.text = decode(data.rstrip(b"\x00"), "")
        elif identity == _MESSAGE:
            _read_message(package, data)
        elif package.files:
            _read_file(package.files[-1], identity, data)
    return package


def _attributes(content: bytes) -> Iterator[tuple[int, bytes]]:
    position = 6
    while position + 9 <= len(content):
        _level, identity, _kind, length = struct.unpack_from("<BHHI", content, position)
        position += 9
        if position + length > len(content):
            yield identity, content[position:]
            return
        yield identity, content[position : position + length]
        position += length + 2


def _read_message(package: Package, data: bytes) -> None:
    for identity, kind, value in _properties(data):
        if identity == _TEXT:
            package.text = package.text or _string(kind, value)
        elif identity == _HTML:
            package.html = decode(value, "")


def _read_file(file: Packed, identity: int, data: bytes) -> None:
    if identity == _TITLE:
        file.name = file.name or clean_line(decode(data.rstrip(b"\x00"), ""))
    elif identity == _DATA:
        file.content = data
    elif identity == _ATTACHMENT:
        for name, kind, value in _properties(data):
            _read_property(file, name, kind, value)


def _read_property(file: Packed, name: int, kind: int, value: bytes) -> None:
    if name == _LONG_NAME:
        file.name = clean_line(_string(kind, value)) or file.name
    elif name == _SHORT_NAME:
        file.name = file.name or clean_line(_string(kind, value))
    elif name == _KIND:
        file.kind = clean_line(_string(kind, value)).lower()
    elif name == _OBJECT and not file.content:
        # An object begins with the name of its interface.
        file.content = value[16:] if kind == 0x0D else value


def _string(kind: int, value: bytes) -> str:
    return decode(value, "utf-16-le" if kind == 0x1F else "").rstrip("\x00")


def _properties(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(name, kind, value) of each MAPI property, as far as they can be read."""
    try:
        (count,) = struct.unpack_from("<I", data)
        position = 4
        for _ in range(min(count, 5_000)):
            kind, name = struct.unpack_from("<HH", data, position)
            position += 4
            if name >= 0x8000:
                position = _after_name(data, position)
            values, position = _values(data, kind, position)
            for value in values:
                yield name, kind & 0x0FFF, value
    except (struct.error, ValueError):
        return


def _after_name(data: bytes, position: int) -> int:
    """Behind the name that a property of a program's own has."""
    (is_text,) = struct.unpack_from("<I", data, position + 16)
    position += 20
    (number,) = struct.unpack_from("<I", data, position)
    return position + 4 + (_padded(number) if is_text else 0)


def _values(data: bytes, kind: int, position: int) -> tuple[list[bytes], int]:
    base, count = kind & 0x0FFF, 1
    if kind & 0x1000 or base in _VARIABLE:
        (count,) = struct.unpack_from("<I", data, position)
        position += 4
    values = []
    for _ in range(min(count, 1_000)):
        length = _FIXED.get(base, 0)
        if base in _VARIABLE:
            (length,) = struct.unpack_from("<I", data, position)
            position += 4
        elif not length:
            raise ValueError(kind)
        values.append(data[position : position + length])
        position += _padded(length)
        if position > len(data):
            break
    return values, position


def _padded(length: int) -> int:
    return length + -length % 4
