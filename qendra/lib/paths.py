"""Paths of pages that letters name: Django's ``reverse``, asked once for each kind of page.

A mail names three pages, and ten thousand mails may be due at once.
"""

from __future__ import annotations

import re
from functools import lru_cache

from django.urls import reverse

_MARK = "0-0-0"
# What stands in a path as it is: our IDs and signed tokens.
_PLAIN = re.compile(r"[0-9A-Za-z_.~:-]+")


def path_of(name: str, part: str = "") -> str:
    """The path of the page with this name, and with this part, if it has one."""
    if not part:
        return _path(name, None)
    if not _PLAIN.fullmatch(part):
        return reverse(name, args=[part])
    return _path(name, _MARK).replace(_MARK, part)


@lru_cache
def _path(name: str, part: str | None) -> str:
    return reverse(name, args=[part] if part else [])
