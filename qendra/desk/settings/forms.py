"""Fields that several pages of settings have."""

from __future__ import annotations

from functools import lru_cache
from operator import itemgetter
from zoneinfo import available_timezones

import holidays
from babel import Locale
from django import forms
from django.conf import settings
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

Choices = tuple[tuple[str, str], ...]
MONO = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}


def zone_field() -> forms.ChoiceField:
    """A time zone by its name."""
    return forms.ChoiceField(label=_("Time zone"), choices=zones)


def country_field() -> forms.ChoiceField:
    """A country whose public holidays we know, by its name in the reader's language."""
    return forms.ChoiceField(label=_("Country"), choices=lambda: countries(get_language() or "en"))


@lru_cache
def zones() -> Choices:
    """Zones that people live in: those of a continent, and UTC."""
    names = sorted(name for name in available_timezones() if "/" in name and name[:3] != "Etc")
    return tuple((name, name.replace("_", " ")) for name in ["UTC", *names])


@lru_cache
def countries(language: str) -> Choices:
    """ISO 3166 codes and names, sorted as the language does it nearly enough."""
    names = Locale.parse(language, sep="-").territories
    codes = holidays.list_supported_countries(include_aliases=False)
    return tuple(sorted(((code, names.get(code, code)) for code in codes), key=itemgetter(1)))


def languages() -> Choices:
    """Our languages, each by its own name."""
    return tuple(
        (code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES
    )
