"""Whether an archive is whole: read to its end, every hash computed, before anything is done."""

from __future__ import annotations

import hashlib
import tarfile
from pathlib import Path
from typing import IO

from qendra.project.backup.manifest import Damaged, Manifest, read_manifest
from qendra.project.backup.taking import DUMP, FILES, KEY, MANIFEST

_CHUNK = 2**20


def checked(file: Path) -> Manifest:
    """The manifest of a whole archive; Damaged with a sentence for anything else."""
    try:
        with tarfile.open(file, mode="r:") as archive:
            manifest, hashes = _read(archive)
    except (tarfile.TarError, EOFError):
        raise Damaged("The archive is damaged, or no backup of Qendra.") from None
    if manifest is None:
        raise Damaged("The archive is not complete: its manifest is missing.")
    _compare(manifest, hashes)
    return manifest


def manifest_of(file: Path) -> Manifest:
    """What an archive says about itself, and nothing proves; Damaged when it says nothing."""
    try:
        with tarfile.open(file, mode="r:") as archive:
            content = archive.extractfile(MANIFEST)
            return read_manifest(content.read() if content else b"")
    except (tarfile.TarError, EOFError, KeyError):
        raise Damaged("The archive is damaged, or no backup of Qendra.") from None


def _read(archive: tarfile.TarFile) -> tuple[Manifest | None, dict[str, str]]:
    manifest = None
    hashes: dict[str, str] = {}
    for member in archive:
        content = archive.extractfile(member) if member.isreg() else None
        if content is None or member.name in hashes:
            raise Damaged(f"The archive is damaged: {member.name!r} does not belong there.")
        if member.name == MANIFEST:
            manifest = read_manifest(content.read())
        else:
            hashes[member.name] = _hash(content, member.size)
    return manifest, hashes


def _hash(content: IO[bytes], size: int) -> str:
    digest = hashlib.sha256()
    while chunk := content.read(_CHUNK):
        digest.update(chunk)
        size -= len(chunk)
    if size:
        raise Damaged("The archive is not complete: it ends in the middle.")
    return digest.hexdigest()


def _compare(manifest: Manifest, hashes: dict[str, str]) -> None:
    files = {name: found for name, found in hashes.items() if name.startswith(FILES)}
    expected = {DUMP: manifest.dump, **{name: name.removeprefix(FILES) for name in files}}
    if manifest.secret_key:
        expected[KEY] = manifest.secret_key
    for name in sorted(expected.keys() | hashes.keys()):
        if expected.get(name) != hashes.get(name):
            raise Damaged(f"The archive is damaged: {name} is not what it was.")
    if len(files) != manifest.files:
        raise Damaged(
            f"The archive is damaged: it has {len(files)} files instead of {manifest.files}."
        )
