"""Files that Outlook hides in winmail.dat, and that old programs wrote into the text."""

from __future__ import annotations

import struct

from hypothesis import given, settings
from hypothesis import strategies as st

from qendra.intake.email import tnef, uuencoded

SIGNATURE = struct.pack("<IH", 0x223E9F78, 1)


def attribute(identity: int, data: bytes) -> bytes:
    return struct.pack("<BHHI", 2, identity, 6, len(data)) + data + b"\x00\x00"


def long_name(name: str) -> bytes:
    """One MAPI property, as Outlook writes the whole name of a file."""
    value = name.encode("utf-16-le") + b"\x00\x00"
    padded = value + b"\x00" * (-len(value) % 4)
    return struct.pack("<IHHII", 1, 0x1F, 0x3707, 1, len(value)) + padded


def test_the_whole_name_counts_and_every_file_is_found() -> None:
    package = tnef.unpacked(
        SIGNATURE
        + attribute(0x9002, b"")
        + attribute(0x8010, b"STRUNG~1.TXT\x00")
        + attribute(0x800F, b"one")
        + attribute(0x9005, long_name("Störung.txt"))
        + attribute(0x9002, b"")
        + attribute(0x8010, b"b.txt\x00")
        + attribute(0x800F, b"two")
    )
    assert package
    assert [(file.name, file.content) for file in package.files] == [
        ("Störung.txt", b"one"),
        ("b.txt", b"two"),
    ]


def test_what_is_no_package_stays_a_file() -> None:
    assert tnef.unpacked(b"") is None
    assert tnef.unpacked(b"PK\x03\x04 some other file") is None


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=400))
def test_a_broken_package_is_read_as_far_as_it_goes(junk: bytes) -> None:
    package = tnef.unpacked(SIGNATURE + attribute(0x9002, b"") + attribute(0x9005, junk) + junk)
    assert package
    assert package.files


def test_a_file_in_the_text_is_taken_out_and_the_words_stay() -> None:
    text = "before\nbegin 644 plan.txt\n#86)C\n`\nend\nafter"
    assert uuencoded.parted(text) == ("before\n\nafter", [("plan.txt", b"abc")])


def test_words_that_only_look_like_one_stay() -> None:
    for text in ("begin 644 plan.txt\nno end", "we begin 644 things\nend", "begin 644 x\n\nend"):
        assert uuencoded.parted(text) == (text, [])
