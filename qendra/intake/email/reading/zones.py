"""Time zones as people write them after a time of day."""

import re
from datetime import timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

# Hours east of UTC. Names that mean different zones in different countries (IST, CST, AST, BST is
# the exception everybody in Europe reads alike) are not here: they would be guesses.
_HOURS = {
    "utc": 0, "gmt": 0, "z": 0, "zulu": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "mez": 1,
    "cest": 2, "mesz": 2, "met": 1, "mest": 2, "eet": 2, "eest": 3, "oez": 2, "oesz": 3, "msk": 3,
    "trt": 3, "est": -5, "edt": -4, "pst": -8, "pdt": -7,
}  # fmt: skip
_OFFSET = re.compile(r"(?:utc|gmt)?\s?([+-])(\d{1,2}):?(\d\d)?", re.IGNORECASE)
_LOCAL = frozenset({"local", "ortszeit", "lokalzeit", "lokale", "local time", "koha lokale"})
_UNSURE = frozenset({"ist", "cst", "ast", "sst", "ect", "mst"})

ZONE_PATTERN = (
    r"(?:(?:utc|gmt)\s?[+-]\d{1,2}(?::?\d\d)?|[+-]\d\d:?\d\d|local time|ortszeit|koha lokale|"
    r"z\b|zulu|utc|gmt|west|wet|bst|cest|cet|mesz|mez|mest|met|eest|eet|oesz|oez|msk|trt|est|edt|"
    r"pst|pdt|ist|cst|ast|sst|mst)"
)


def zone_of(written: str, default: tzinfo) -> tzinfo | None:
    """The zone that was written, `default` for none; None where the name means several zones."""
    name = " ".join(written.lower().split())
    if not name or name in _LOCAL:
        return default
    if name in _UNSURE:
        return None
    if name in _HOURS:
        return timezone(timedelta(hours=_HOURS[name]))
    return _by_offset(name)


def zone_named(name: str, fallback: tzinfo) -> tzinfo:
    """The IANA zone of that name; `fallback` where the name is empty or unknown."""
    try:
        return ZoneInfo(name) if name else fallback
    except (KeyError, ValueError, OSError):
        return fallback


def _by_offset(name: str) -> tzinfo | None:
    match = _OFFSET.fullmatch(name)
    if match is None or int(match[2]) > 14 or int(match[3] or 0) > 59:
        return None
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    return timezone(timedelta(minutes=-minutes if match[1] == "-" else minutes))
