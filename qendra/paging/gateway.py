"""A gateway over HTTP: a request written by a template, and what counts as taken. Pure: no Django.

In the template ``{name}`` stands for a value. Which characters a value may not bring along is
seen to by the place it stands in: address, header, field of a form, or text of JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode
from xml.sax.saxutils import quoteattr

from qendra.paging.messages import Request, Values, Verdict, found_at, verdict_on_status

FORM, JSON, TEXT = "form", "json", "text"
METHODS = ("POST", "GET", "PUT")
# What a template may name; each also as ``xml_…``, fit for an attribute or a text of XML.
NAMES = ("to", "to_digits", "sender", "text", "language", "id", "secret", "answer_url", "digits")
_MARK = re.compile(r"\{(?:xml_)?(?:" + "|".join(NAMES) + r")\}")
_STATUSES = re.compile(r"\s*(?:[2-5]xx|[1-5]\d\d)(?:\s*,\s*(?:[2-5]xx|[1-5]\d\d))*\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """``headers``: one a line, ``Name: value``. ``body``: lines ``name=value``, JSON, or text.

    ``statuses``: such as ``2xx`` or ``200, 201``. Where there is ``accepted_at``, a path into the
    answer, one of the words of ``accepted_is`` must stand there. ``id_at``: their own ID.
    """

    url: str
    body: str
    format: str = FORM
    method: str = "POST"
    headers: str = ""
    statuses: str = "2xx"
    accepted_at: str = ""
    accepted_is: str = ""
    id_at: str = ""


def gateway_from(values: Values) -> Gateway:
    """The gateway as an administrator described it."""
    known = {name: values[name] for name in Gateway.__slots__ if values.get(name)}
    return Gateway(**{"url": "", "body": "", **known})


def written(gateway: Gateway, values: Values) -> Request:
    """The request; ValueError where the template is none."""
    url = _filled(gateway.url, values, lambda text: quote(text, safe=""))
    headers = dict(_headers(gateway.headers, values))
    content_type, body = _body(gateway, values)
    if gateway.method == "GET":
        joint = "&" if "?" in url else "?"
        query = body.decode()
        return Request(
            url=f"{url}{joint}{query}" if query else url, body=b"", headers=headers, method="GET"
        )
    headers = {"Content-Type": content_type, **headers}
    return Request(url=url, body=body, headers=headers, method=gateway.method)


def taken(gateway: Gateway, status: int, words: str) -> Verdict:
    """What the answer means."""
    if not _is_among(status, gateway.statuses):
        verdict = verdict_on_status(status, words)
        if not verdict.is_taken:
            return verdict
        return Verdict(is_taken=False, is_final=True, error=f"{status} is not what was expected.")
    if gateway.accepted_at:
        said = found_at(words, gateway.accepted_at)
        if said not in [each.strip() for each in gateway.accepted_is.split(",")]:
            error = f"{gateway.accepted_at} is {said or 'missing'}: {' '.join(words.split())[:200]}"
            return Verdict(is_taken=False, is_final=True, error=error)
    their_id = found_at(words, gateway.id_at)[:100] if gateway.id_at else ""
    return Verdict(is_taken=True, their_id=their_id)


def is_statuses(text: str) -> bool:
    """Whether a person wrote statuses that can be read."""
    return _STATUSES.fullmatch(text) is not None


def without_marks(url: str) -> str:
    """The address with something harmless for each value, to see whether it is one."""
    return _MARK.sub("0", url)


def _body(gateway: Gateway, values: Values) -> tuple[str, bytes]:
    if gateway.format == JSON:
        content = _filled_json(json.loads(gateway.body), values)
        return "application/json", json.dumps(content, ensure_ascii=False).encode()
    if gateway.format == TEXT:
        return "text/plain; charset=utf-8", _filled(gateway.body, values).encode()
    lines = [line.partition("=") for line in gateway.body.splitlines() if line.strip()]
    fields = [(name.strip(), _filled(value, values)) for name, _equals, value in lines]
    return "application/x-www-form-urlencoded", urlencode(fields).encode()


def _headers(text: str, values: Values) -> list[tuple[str, str]]:
    lines = [line.partition(":") for line in text.splitlines() if line.strip()]
    return [
        (name.strip(), _filled(value.strip(), values, _on_one_line)) for name, _, value in lines
    ]


def _on_one_line(value: str) -> str:
    """No value writes a header of its own."""
    return " ".join(value.split())


def _filled(template: str, values: Values, fit: Callable[[str], str] = str) -> str:
    def value(mark: re.Match[str]) -> str:
        name = mark[0][1:-1]
        if name.startswith("xml_"):
            return quoteattr(values.get(name[4:], ""), {'"': "&quot;"})[1:-1]
        return fit(values.get(name, ""))

    return _MARK.sub(value, template)


def _filled_json(content: Any, values: Values) -> Any:  # noqa: ANN401 (whatever JSON may hold)
    match content:
        case str():
            return _filled(content, values)
        case dict():
            return {name: _filled_json(each, values) for name, each in content.items()}
        case list():
            return [_filled_json(each, values) for each in content]
        case _:
            return content


def _is_among(status: int, statuses: str) -> bool:
    for each in statuses.split(","):
        wanted = each.strip()
        if wanted == str(status) or (wanted.endswith("xx") and wanted[0] == str(status)[0]):
            return True
    return False
