"""One style sheet for a page: all parts in their layers, and the provider's colour.

The parts are plain files in ``static/css``; ``style.css`` lists them. They are sent as one
answer with its content in the address, so that a browser asks once and keeps it. The
provider's colour stands in it as custom properties, because no page may carry inline styles.
"""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from qendra.catalogue.models import Provider
from qendra.catalogue.selectors import provider
from qendra.lib import colour

CSS = Path(__file__).parent / "static" / "css"
DEFAULT_ACCENT = Provider._meta.get_field("accent").default

_IMPORT = re.compile(r'@import url\("([a-z-]+\.css)"\) layer\(([a-z]+)\);')
_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)


@require_safe
@gzip_page
def stylesheet(request: HttpRequest, version: str) -> HttpResponse:
    """The sheet of today; kept for a year under its own address, else for a minute."""
    sheet = sheet_for(provider().accent)
    response = HttpResponse(sheet, content_type="text/css; charset=utf-8")
    age = "31536000, immutable" if version == version_of(sheet) else "60"
    response["Cache-Control"] = f"public, max-age={age}"
    return response


def stylesheet_url(accent: str) -> str:
    """Where the sheet for this accent stands."""
    return reverse("stylesheet", args=[version_of(sheet_for(accent))])


@cache
def sheet_for(accent: str) -> str:
    """All parts in order, without comments, and the provider's colour."""
    listed = (CSS / "style.css").read_text()
    whole = _IMPORT.sub(lambda found: f"@layer {found[2]} {{\n{_part(found[1])}}}", listed)
    return _COMMENT.sub("", whole) + brand_rules(accent)


def brand_rules(accent: str) -> str:
    """The custom properties that come from the provider's colour, each of them readable."""
    brand = colour.brand_of(accent)
    return (
        ":root {\n"
        f"  --brand-on-light: {brand.on_light};\n"
        f"  --brand-on-dark: {brand.on_dark};\n"
        f"  --brand-fill: {brand.fill};\n"
        f"  --brand-fill-hover: {brand.fill_hover};\n"
        f"  --brand-on-fill: {brand.on_fill};\n"
        "}\n"
    )


@cache
def version_of(sheet: str) -> str:
    return sha256(sheet.encode()).hexdigest()[:12]


def _part(name: str) -> str:
    return (CSS / name).read_text()
