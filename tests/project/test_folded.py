"""Templates say what Django's own would say, and look up nothing that is the same on every page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import Context, Engine, TemplateSyntaxError
from django.template.base import Node, NodeList, TextNode
from django.template.defaulttags import IfNode, URLNode
from django.template.library import SimpleNode
from django.templatetags.i18n import TranslateNode
from django.templatetags.static import StaticNode
from django.urls import NoReverseMatch
from django.utils import translation

from qendra.project.settings import TEMPLATES
from qendra.project.templatetags.shown import icon

_LIBRARIES = {
    "i18n": "django.templatetags.i18n",
    "static": "django.templatetags.static",
    "shown": "qendra.project.templatetags.shown",
}
_FILES = {
    "parent.html": '{% load i18n %}<title>{% block title %}{% translate "Queues" %}{% endblock %}'
    "</title>{% block work %}{% endblock %}",
    "child.html": '{% extends "parent.html" %}{% load i18n static shown %}'
    "{% block title %}{{ name }} · {{ block.super }}{% endblock %}"
    '{% block work %}{% icon "phone" %}'
    '<a href="{% url "desk:front" %}" title="{% translate "Search" context "nobody" %}">'
    '{% translate "Search" %}</a>{% comment %}unseen{% endcomment %}{% static "js/when.js" %}'
    "{% blocktranslate %}Queues{% endblocktranslate %}"
    "{% blocktranslate with who=name %}{{ who }} wrote {{ moment }}:{% endblocktranslate %}"
    '{% if name == "Eva" %}{% translate "Sign out" %}{% else %}{% translate "Cancel" %}{% endif %}'
    '{% for each in many %}{% include "part.html" with shown=each %}{% empty %}0{% endfor %}'
    '{% language "fr" %}{% translate "Search" %}{% include "part.html" %}{% endlanguage %}'
    '{% translate "Search" as word %}{{ word|upper }}{% include "apart.html" %}{% endblock %}',
    "part.html": '{% load i18n %}{% translate "Copy" as word %}<i>{{ word }} {{ shown }}</i>',
    "apart.html": '{% extends "parent.html" %}{% block title %}apart{% endblock %}',
}
_SHOWN = {"name": "<Eva>", "many": ["a & b", 2], "moment": "now"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, words in _FILES.items():
        (tmp_path / name).write_text(words)
    return tmp_path


def _engine(folder: Path, loader: str) -> Engine:
    inner = [("django.template.loaders.filesystem.Loader", [str(folder)])]
    return Engine(loaders=[(loader, inner)], libraries=_LIBRARIES)


@pytest.mark.parametrize("name", ["<Eva>", "Eva"])
@pytest.mark.parametrize("many", [[], ["a & b", 2]])
def test_a_folded_template_says_the_same_in_every_language(
    folder: Path, name: str, many: list[object]
) -> None:
    ours = _engine(folder, "qendra.project.folded.Loader")
    plain = _engine(folder, "django.template.loaders.cached.Loader")
    said = set()
    for language in ("en", "de", "ar", "en"):
        with translation.override(language):
            given = _SHOWN | {"name": name, "many": many}
            expected, found, again = (
                each.get_template("child.html").render(Context(given))
                for each in (plain, ours, ours)
            )
        assert expected == found == again
        said.add(found)
    assert len(said) == 3


def test_an_address_that_there_is_not_is_an_error_when_the_page_is_drawn(tmp_path: Path) -> None:
    (tmp_path / "wrong.html").write_text('{% if asked %}{% url "desk:nowhere" %}{% endif %}')
    template = _engine(tmp_path, "qendra.project.folded.Loader").get_template("wrong.html")
    assert template.render(Context()) == ""
    with pytest.raises(NoReverseMatch):
        template.render(Context({"asked": True}))


def test_what_is_wrong_in_a_template_is_told(tmp_path: Path) -> None:
    (tmp_path / "wrong.html").write_text("{% if %}{% endif %}")
    with pytest.raises(TemplateSyntaxError):
        _engine(tmp_path, "qendra.project.folded.Loader").get_template("wrong.html")


@pytest.mark.parametrize("page", ["desk/ticket.html", "desk/side.html", "base.html"])
def test_our_pages_look_up_no_constant_again(page: str) -> None:
    assert "qendra.project.folded.Loader" in str(TEMPLATES)
    with translation.override("de"):
        nodes = list(_all(Engine.get_default().get_template(page).nodelist))
    assert not [node for node in nodes if _is_constant(node)]
    assert any(isinstance(node, TextNode) for node in nodes)


def _all(nodes: NodeList) -> Iterator[Node]:
    for node in nodes:
        yield node
        inner = [getattr(node, name, None) for name in node.child_nodelists]
        if isinstance(node, IfNode):
            inner = [branch for _, branch in node.conditions_nodelists]
        for each in inner:
            yield from _all(each or NodeList())


def _is_constant(node: Node) -> bool:
    """Without a variable: a word, an address, a file or an icon by its name."""
    match node:
        case TranslateNode():
            return node.asvar is None
        case URLNode():
            return not node.args and not node.asvar
        case StaticNode():
            return True
        case SimpleNode():
            return node.func is icon and not node.args[0].is_var
        case _:
            return False
