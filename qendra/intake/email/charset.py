"""From bytes in any charset, declared or not, to text that PostgreSQL can hold."""

import codecs
import re

import chardet

GUESS_LENGTH = 4096

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
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "sjis": "cp932",
    "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp_2",
    "x-gbk": "gb18030",
    "x-euc-jp": "euc_jp",
    "x-windows-949": "cp949",
    "euc-kr": "cp949",
    "big5": "big5hkscs",
    "x-unknown": "",
    "unknown-8bit": "",
    "x-user-defined": "",
    "default": "",
    "binary": "",
    "8bit": "",
    "7bit": "",
    "iso-8859-1-windows-3.0-latin-1": "cp1252",
    "iso-8859-9": "cp1254",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "utf8mb3": "utf-8",
    "win-1251": "cp1251",
    "iso-8859-6-e": "iso-8859-6",
    "iso-8859-8-e": "iso-8859-8",
}
# What mails are really written in; a detector also knows charsets that nobody sends.
_GUESSES = frozenset(
    {"utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp1250", "iso8859-2", "cp1251"}
    | {"koi8-r", "koi8-u", "cp866", "iso8859-5", "cp1253", "iso8859-7", "cp1254", "iso8859-9"}
    | {"cp1255", "iso8859-8", "cp1256", "iso8859-6", "cp1257", "iso8859-13", "iso8859-15"}
    | {"cp932", "shift_jis", "euc_jp", "euc_jis_2004", "shift_jis_2004", "iso2022_jp", "gb18030"}
    | {"gbk", "gb2312", "big5", "big5hkscs", "cp950", "euc_kr", "cp949", "johab", "tis-620"}
    | {"cp874", "iso8859-11", "cp1258", "iso8859-16", "iso8859-4", "iso8859-10", "hz"}
)
_ISO_2022 = re.compile(rb"\x1b(\$[@BC]|\(J|\$\))")
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0x7F), None)
_BIDI_CONTROLS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), None)
_SURROGATES = re.compile("[\ud800-\udfff]")


def decode(data: bytes, charset: str) -> str:
    """Text of `data`: as declared, else as UTF-8, else in the charset that it looks like."""
    declared = _known(charset)
    for name in (_by_mark(data), declared, "utf-8"):
        text = _strictly(data, name)
        if text is not None:
            return clean(text)
    text = data.decode(declared or "utf-8", errors="replace")
    if _is_nearly_right(text, declared or ""):
        return clean(text)
    return clean(data.decode(guessed(data), errors="replace"))


def guessed(data: bytes) -> str:
    """The charset that these bytes look like, cp1252 in doubt."""
    if _ISO_2022.search(data[:GUESS_LENGTH]):
        return "iso2022_jp_2" if b"$)C" not in data[:GUESS_LENGTH] else "iso2022_kr"
    found = _NOT_ASCII.search(data)
    start = max(found.start() - 100, 0) if found else 0
    looks_like = chardet.detect(data[start : start + GUESS_LENGTH])["encoding"] or ""
    name = _known(looks_like)
    return name if name in _GUESSES else "cp1252"


def _is_nearly_right(text: str, declared: str) -> bool:
    """A few broken characters in a text that is otherwise what was declared."""
    broken = text.count("\ufffd")
    meant = sum(1 for char in text[:20_000] if char > "\x7f") - broken
    if declared in ("", "utf-8"):
        return meant > broken
    return meant > 4 * broken and broken * 50 < len(text)


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
