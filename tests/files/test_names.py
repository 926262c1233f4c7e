"""File names from strangers are harmless whatever they were."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qendra.files.names import MAX_BYTES, safe_name


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        ("trace.txt", "trace.txt"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\log.txt", "log.txt"),
        ("folder/", "folder"),
        ("", "file"),
        ("..", "file"),
        (".htaccess", "htaccess"),
        ("a\r\nX-Header: y.txt", "a X-Header_ y.txt"),
        ("ticket\x00.pdf", "ticket.pdf"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("  many   spaces .log ", "many spaces .log"),
        ("NUL.txt", "_NUL.txt"),
        ("Con", "_Con"),
        ("contract.pdf", "contract.pdf"),
        ("Prüfung ελ.pdf", "Prüfung ελ.pdf"),
        ("e\u0301.txt", "\u00e9.txt"),
        ('a<b>"c|d?.txt', "a_b__c_d_.txt"),
        ("\ud800x.txt", "x.txt"),
    ],
)
def test_it_makes_a_harmless_name(raw: str, safe: str) -> None:
    assert safe_name(raw) == safe


def test_it_keeps_the_ending_of_a_long_name() -> None:
    name = safe_name("Δ" * 500 + ".pcap")
    assert name.endswith("Δ.pcap")
    assert len(name.encode()) <= MAX_BYTES


@given(st.text(alphabet=st.characters(), max_size=300))
def test_every_name_becomes_short_visible_and_stable(raw: str) -> None:
    name = safe_name(raw)
    assert name
    assert len(name.encode()) <= MAX_BYTES
    assert name.isprintable()
    assert not set(name) & set('/\\<>:"|?*')
    assert not any(unicodedata.category(character).startswith("C") for character in name)
    assert not name.startswith((".", " "))
    assert not name.endswith((".", " "))
    assert safe_name(name) == name
