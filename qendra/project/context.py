"""What every page knows: the provider, the style sheet and the languages."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from qendra.catalogue.selectors import provider_of_pages
from qendra.live.pages import is_fragment
from qendra.project.standstill import standstill_now
from qendra.project.stylesheet import stylesheet_url


def page(request: HttpRequest) -> dict[str, Any]:
    """``provider``, ``stylesheet_url``, ``languages`` (code and its own name) and ``here``.

    ``here`` is the address to come back to after choosing a language; ``layout`` what the frames
    of both faces extend. ``standstill`` is asked for by the desk alone.
    """
    ours = provider_of_pages()
    return {
        "provider": ours,
        "layout": "fragment.html" if is_fragment(request) else "base.html",
        "stylesheet_url": stylesheet_url(ours.accent),
        "languages": _languages(),
        "standstill": standstill_now,
        "here": request.get_full_path() if request.method == "GET" else request.path,
    }


@cache
def _languages() -> tuple[tuple[str, str], ...]:
    return tuple(
        (code, translation.get_language_info(code)["name_local"])
        for code, _name in settings.LANGUAGES
    )
