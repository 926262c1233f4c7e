"""What an archive says about itself, so that a restore can prove that all is there."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

FORMAT = 2
# Format 1 did not say how large the database was.
KNOWN = (1, 2)


class Damaged(Exception):
    """The archive is not what its manifest says. The text is one sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Counts and hashes (SHA-256, hexadecimal) of one archive.

    ``tables`` counts the rows of every table at the moment of the dump. ``lost`` names the
    contents that a row knows and the disk had lost or damaged already. ``secret_key`` is empty
    when the key came from QENDRA_SECRET_KEY: then it is not in the archive. ``database`` is what
    the database took on its disk, in bytes; 0: not known.
    """

    qendra: str
    postgresql: str
    made_at: str
    migrations: list[str]
    tables: dict[str, int]
    dump: str
    files: int
    lost: list[str] = field(default_factory=list)
    secret_key: str = ""
    database: int = 0
    format: int = FORMAT

    def as_bytes(self) -> bytes:
        return json.dumps(asdict(self), indent=2).encode() + b"\n"


def read_manifest(content: bytes) -> Manifest:
    """The manifest of an archive; Damaged when it is none, or one of a later format."""
    try:
        found = json.loads(content)
        if found["format"] not in KNOWN:
            raise Damaged("The archive has a format that this version of Qendra does not know.")
        return Manifest(**found)
    except (ValueError, KeyError, TypeError):
        raise Damaged("The archive is damaged: its manifest cannot be read.") from None
