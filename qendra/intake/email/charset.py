"""From bytes in any charset, declared or not, to text that PostgreSQL can hold."""

import codecs
import re

_DENIED = frozenset(
    # Quadratic or meant for other things than mail: a stranger's header must not choose them.
    {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"}
)
_ALIASES = {
    # What senders call by the first name is in practice its superset.
    "ascii": "utf-8",
    "us-ascii": "utf-8",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "iso8859-1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "unicode-1-1-utf-7": "utf-7",
    "utf8mb4": "utf-8",
    "cp-850": "cp850",
    "iso-8859-8-i": "iso-8859-8",
    "x-mac-roman": "mac-roman",
    "shift_jis": "cp932",
}
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0x7F), None)
_BIDI_CONTROLS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), None)
_SURROGATES = re.compile("[\ud800-\udfff]")


def decode(data: bytes, charset: str) -> str:
    """Text of `data`; a wrong or unknown `charset` costs at most some replacement characters."""
    for name in (_by_mark(data), _known(charset), "utf-8"):
        text = _strictly(data, name)
        if text is not None:
            return clean(text)
    return clean(data.decode(_known(charset) or "cp1252", errors="replace"))


def clean(text: str) -> str:
    """Text with LF line ends and without NUL, other controls and lone surrogates."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS)
    return _SURROGATES.sub("\ufffd", text).removeprefix("\ufeff")


def clean_line(text: str) -> str:
    """One line for a heading or a name: no line ends, nothing that turns the reading direction."""
    return " ".join(clean(text).translate(_BIDI_CONTROLS).split())


def _known(charset: str) -> str | None:
    name = charset.strip().strip("\"'").lower().replace("\x00", "")[:40]
    name = _ALIASES.get(name, name)
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    is_text = getattr(found, "_is_text_encoding", True)
    return found.name if is_text and found.name not in _DENIED else None


def _by_mark(data: bytes) -> str | None:
    """The UTF-16 or UTF-32 that the first bytes give away, with or without a byte order mark."""
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = data[:200]
    if len(head) < 8:
        return None
    if head[1::2].count(0) > len(head) * 0.4:
        return "utf-16-le"
    return "utf-16-be" if head[0::2].count(0) > len(head) * 0.4 else None


def _strictly(data: bytes, name: str | None) -> str | None:
    if name is None:
        return None
    try:
        reader = codecs.getincrementaldecoder(name)()
        # Not final: a character cut in two at the end must not make the whole text unreadable.
        return reader.decode(data)
    except (UnicodeError, LookupError, ValueError):
        return None
