"""The widgets of forms as HTML, without a template for each of their parts.

A ticket's page draws some thirty fields. Django renders one through two to fifty templates; here
it is one function. The HTML is the same to the letter, which a test shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString

Widget = Mapping[str, Any]
_FOLDER = "django/forms/widgets/"
_OPTION = f"{_FOLDER}select_option.html"


class Widgets(DjangoTemplates):
    """Django's renderer, quick with the widgets that are written here."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        write = _WRITTEN.get(template_name)
        if write and (written := write(context["widget"])) is not None:
            return written
        return super().render(template_name, context, request)


def _input(widget: Widget) -> str:
    value = widget["value"]
    shown = "" if value is None else f' value="{_text(value)}"'
    return f'<input type="{widget["type"]}" name="{_text(widget["name"])}"{shown}{_attrs(widget)}>'


def _file(widget: Widget) -> str | None:
    """A picker without a file that is there already."""
    if widget["is_initial"]:
        return None
    return f'<input type="{widget["type"]}" name="{_text(widget["name"])}"{_attrs(widget)}>'


def _textarea(widget: Widget) -> str:
    words = conditional_escape(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{_text(widget["name"])}"{_attrs(widget)}>\n{words}</textarea>'


def _select(widget: Widget) -> str | None:
    """A list of choices without groups."""
    groups = widget["optgroups"]
    is_plain = all(
        not name and all(option["template_name"] == _OPTION for option in options)
        for name, options, _ in groups
    )
    if not is_plain:
        return None
    options = "".join(_options(option for _, options, _ in groups for option in options))
    return f'<select name="{_text(widget["name"])}"{_attrs(widget)}>{options}\n</select>'


def _options(options: Iterator[Widget]) -> Iterator[str]:
    for option in options:
        label = conditional_escape(option["label"])
        yield f'\n  <option value="{_text(option["value"])}"{_attrs(option)}>{label}</option>\n'


def _attrs(widget: Widget) -> str:
    """A value of True is the attribute alone, one of False none."""
    return "".join(
        f" {conditional_escape(name)}" + ("" if value is True else f'="{_text(value)}"')
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _text(value: object) -> SafeString:
    """The value as text; what is HTML already stays it."""
    return value if isinstance(value, SafeString) else escape(str(value))


_WRITTEN: dict[str, Callable[[Widget], str | None]] = {
    f"{_FOLDER}{name}.html": _input
    for name in ("text", "email", "number", "password", "hidden", "datetime", "date", "checkbox")
} | {
    f"{_FOLDER}textarea.html": _textarea,
    f"{_FOLDER}select.html": _select,
    f"{_FOLDER}clearable_file_input.html": _file,
}
