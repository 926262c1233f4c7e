"""Archives of earlier formats are read, those of later ones are refused in a sentence."""

from __future__ import annotations

import json

import pytest

from qendra.project.backup.manifest import Damaged, Manifest, read_manifest

MANIFEST = Manifest(
    qendra="0.1.0",
    postgresql="180004",
    made_at="2031-03-11T01:30:00+00:00",
    migrations=["jobs.0001_initial"],
    tables={"public.jobs_heartbeat": 1},
    dump="0" * 64,
    files=0,
    database=9_000_000,
)


def test_what_was_written_is_read_again() -> None:
    assert read_manifest(MANIFEST.as_bytes()) == MANIFEST


def test_format_1_did_not_know_the_size_of_the_database() -> None:
    earlier = json.loads(MANIFEST.as_bytes()) | {"format": 1}
    del earlier["database"]
    assert read_manifest(json.dumps(earlier).encode()).database == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (json.dumps({"format": 3}), "a format that this version of Qendra does not know"),
        (json.dumps({"format": 2}), "its manifest cannot be read"),
        ("[]", "its manifest cannot be read"),
        ("\udcff", "its manifest cannot be read"),
    ],
)
def test_anything_else_is_refused(content: str, says: str) -> None:
    with pytest.raises(Damaged, match=says):
        read_manifest(content.encode(errors="surrogateescape"))
