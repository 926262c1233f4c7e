"""Templates speak through gettext, and pages mirror by themselves."""

from __future__ import annotations

import re

import pytest

from tests.architecture import pages, source

TOKENS = "tokens.css"
# Of both faces together: a page that needs more is to be thought over.
SCRIPT_LINES = 1_500
# What the reader prefers has the last word on every part.
PREFERENCES = "preferences.css"


def test_every_template_speaks_through_gettext() -> None:
    found = [
        f"{source.name_of(file)}: {words}"
        for file in source.templates()
        for words in pages.bare_text(file.read_text(), is_html=file.suffix == ".html")
    ]
    assert found == []


def test_no_template_needs_what_the_content_security_policy_forbids() -> None:
    found = [
        f"{source.name_of(file)}: {words}"
        for file in source.templates()
        if file.suffix == ".html"
        for words in pages.unsafe_markup(file.read_text())
    ]
    assert found == []


def test_style_sheets_know_start_and_end_not_left_and_right() -> None:
    found = [
        f"{source.name_of(file)}: {words}"
        for file in source.style_sheets()
        for words in pages.physical_directions(file.read_text())
    ]
    assert found == []


def test_colours_stand_in_one_place() -> None:
    found = [
        f"{source.name_of(file)}: {words}"
        for file in source.style_sheets()
        if file.name != TOKENS
        for words in pages.colours(file.read_text())
    ]
    assert found == []


def test_sizes_stand_on_a_grid_of_four_and_fonts_are_the_systems() -> None:
    sheets = {file.name: file.read_text() for file in source.style_sheets()}
    spaces = re.findall(r"--s(\d+): ([\d.]+)rem", sheets[TOKENS])
    assert spaces
    assert [name for name, rems in spaces if float(rems) * 16 != 4 * int(name)] == []
    assert len(re.findall(r"--text-\w+:", sheets[TOKENS])) == 5
    assert [name for name, sheet in sheets.items() if "@font-face" in sheet] == []
    assert "table" in re.findall(r"([^{}]+)\{[^}]*tabular-nums", sheets["base.css"])[0]


def test_the_scripts_of_both_faces_are_short() -> None:
    lines = {file.name: len(file.read_text().splitlines()) for file in source.scripts()}
    assert lines
    assert sum(lines.values()) <= SCRIPT_LINES, lines


def test_pages_are_built_from_the_parts_of_the_design_system_only() -> None:
    defined = {
        name for file in source.style_sheets() for name in pages.classes_defined(file.read_text())
    }
    unknown = {
        f"{source.name_of(file)}: {name}"
        for file in source.templates()
        if file.suffix == ".html"
        for name in pages.classes_used(file.read_text())
        if name.partition("__")[0].partition("--")[0] not in defined
    }
    assert unknown == set()


def test_every_part_is_drawn_in_one_file() -> None:
    """Two parts of one name would be drawn over each other, on pages that neither knows."""
    drawn: dict[str, list[str]] = {}
    for file in source.style_sheets():
        if file.name != PREFERENCES:
            for name in pages.parts_drawn(file.read_text()):
                drawn.setdefault(name, []).append(file.name)
    assert {name: files for name, files in drawn.items() if len(files) > 1} == {}


def test_it_finds_the_parts_of_a_style_sheet() -> None:
    sheet = "/* .gone { } */ .a, .b { x: y } .c > .d { } @media (z) { .e { } }"
    sheet += " .f:hover, .g:not(.h, .i) { } .j { }"
    assert pages.parts_drawn(sheet) == {"a", "b", "e", "j"}


def test_no_template_is_longer_than_a_screen_or_two() -> None:
    long = [
        source.name_of(file)
        for file in source.templates()
        if len(file.read_text().splitlines()) > 120
    ]
    assert long == []


def test_it_finds_the_classes_of_a_template_and_of_a_style_sheet() -> None:
    template = '<p class="lead {{ tone }} a--{{ b }}{% if x %} big{% endif %}">'
    assert pages.classes_used(template) == {"lead"}
    assert pages.classes_defined(".lead > .big:hover { x: y } /* .gone */") == {"lead", "big"}


def test_there_are_templates_and_style_sheets_to_look_at() -> None:
    assert source.templates()
    assert source.style_sheets()


@pytest.mark.parametrize(
    "template",
    [
        "<p>Hello</p>",
        "<p>{{ name }} is open</p>",
        '<input placeholder="Search">',
        '<button aria-label="Close">×</button>',
        '<input type="submit" value="Send">',
        "{% if x %}Yes{% endif %}",
    ],
)
def test_it_finds_words_outside_gettext(template: str) -> None:
    assert pages.bare_text(template)


@pytest.mark.parametrize(
    "template",
    [
        '<p class="note">{% translate "Hello" %} · {{ count }}</p>',
        "{% blocktranslate trimmed %}<b>Hello</b> you{% endblocktranslate %}",
        "{# a comment #}{% comment %}words{% endcomment %}<!-- words -->",
        '<script src="x.js">let words</script>',
        '<a href="{% url "x" %}" title="{% translate "More" %}">Qendra 24/7</a>',
        "<kbd>Ctrl</kbd> <kbd>K</kbd>",
    ],
)
def test_it_leaves_translated_words(template: str) -> None:
    assert pages.bare_text(template) == []


@pytest.mark.parametrize(
    "rule",
    [
        "margin-left: 0", "right: 0", "text-align: right", "border-top-left-radius: 4px",
        "padding-right:4px", "float:left",
    ],
)  # fmt: skip
def test_it_finds_physical_directions(rule: str) -> None:
    assert pages.physical_directions(f"a {{ {rule} }}")


@pytest.mark.parametrize(
    "rule", ["margin-inline-start: 0", "text-align: start", "inset-inline: 0", "color: var(--left)"]
)
def test_it_leaves_logical_directions(rule: str) -> None:
    assert pages.physical_directions(f"a {{ {rule} }}") == []


@pytest.mark.parametrize("rule", ["color: #fff", "color: rgb(0 0 0)", "background: white"])
def test_it_finds_colours(rule: str) -> None:
    assert pages.colours(f"a {{ {rule} }}")


@pytest.mark.parametrize(
    "rule", ["color: var(--ink)", "fill: currentColor", "background: transparent", "top: 0"]
)
def test_it_leaves_colours_from_tokens(rule: str) -> None:
    assert pages.colours(f"a {{ {rule} }}") == []


@pytest.mark.parametrize(
    "template", ['<p style="color:red">', "<style>a{}</style>", "<script>x</script>",
                 '<a onclick="x()">']
)  # fmt: skip
def test_it_finds_what_the_policy_forbids(template: str) -> None:
    assert pages.unsafe_markup(template)
