"""What a picture is, by its bytes."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qendra.lib.images import JPEG, PNG, WEBP, Picture, picture_of

PNG_HEAD = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 300, 40)
# An application's segment before the frame, as cameras write it.
JPEG_HEAD = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xc0\0\x11\x08\0\x28\1\x2c"
VP8X = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + b"\x2b\1\0" + b"\x27\0\0"
VP8L = b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + struct.pack("<I", 299 | 39 << 14)
VP8 = b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 300, 40)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(PNG_HEAD, PNG), (JPEG_HEAD, JPEG), (VP8X, WEBP), (VP8L, WEBP), (VP8, WEBP)],
)
def test_it_reads_type_and_size(content: bytes, media_type: str) -> None:
    assert picture_of(content) == Picture(media_type, 300, 40)


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"GIF89a", PNG_HEAD[:18], JPEG_HEAD[:10]])
def test_what_is_none_of_the_three_or_cut_off_is_nothing(content: bytes) -> None:
    assert picture_of(content) is None


@given(st.sampled_from([b"", b"\xff\xd8", PNG_HEAD[:16], VP8X[:16], VP8L[:16]]), st.binary())
def test_any_bytes_are_answered(head: bytes, rest: bytes) -> None:
    found = picture_of(head + rest)
    assert found is None or min(found.width, found.height) >= 0
