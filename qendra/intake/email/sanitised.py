"""A stranger's HTML without anything that could act. Pure.

`nh3` decides what is allowed; it takes minutes over tags in a hundred thousand levels, so what is
nested deeper than any mail is shown as text instead.
"""

import html
import re

import nh3

SIZE_LIMIT = 1024 * 1024
DEPTH_LIMIT = 200

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})[^>]{0,2000}?(/?)>?")
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source"}
    | {"track", "wbr", "p", "li", "td", "tr", "th", "dd", "dt", "option"}
)
_TAGS = nh3.ALLOWED_TAGS - {"map", "area", "bdo"} | {"font", "center", "u"}
_ATTRIBUTES = {
    **nh3.ALLOWED_ATTRIBUTES,
    "font": {"color", "size"},
    "img": {"src", "alt", "width", "height", "title"},
}
_SCHEMES = {"http", "https", "mailto", "tel", "cid"}


def sanitised(source: str) -> str:
    """The HTML with text, tables, links and images only; "" for none."""
    if not source.strip():
        return ""
    source = source[:SIZE_LIMIT].replace("\x00", "")
    if _depth(source) > DEPTH_LIMIT:
        return f"<pre>{html.escape(source)}</pre>"
    return nh3.clean(
        source,
        tags=_TAGS,
        clean_content_tags={"script", "style", "title", "head", "template", "svg", "math"},
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )


def _depth(source: str) -> int:
    """How deep tags are open within one another, counted roughly and never too low."""
    depth = deepest = 0
    for match in _TAG.finditer(source):
        closes, name, is_empty = match[1], match[2].lower(), match[3]
        if name in _VOID or is_empty:
            continue
        depth = max(depth - 1, 0) if closes else depth + 1
        deepest = max(deepest, depth)
    return deepest
