"""Pages of settings as a browser sees and sends them."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from django.test import Client

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response


def fields_of(client: Client, url: str) -> dict[str, Any]:
    """What the form on this page sends when nothing is changed."""
    response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    form = response.context["form"]
    sent: dict[str, Any] = {}
    # A form of something new was drawn from nothing.
    if 'name="drawn"' in response.content.decode():
        sent["drawn"] = drawn_in(response)
    for field in form:
        value = field.value()
        if value not in (None, "", False):
            sent[field.html_name] = "on" if value is True else value
    return sent


def drawn_in(response: Response) -> str:
    """The values that the form on this page was drawn with."""
    found = re.search(r'name="drawn" value="([^"]*)"', response.content.decode())
    assert found
    return html.unescape(found[1])


def text_of(response: Response) -> str:
    """The page as its readers see it, without tags."""
    words = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(html.unescape(words).split())
