"""Whatever colour a provider has, words in it can be read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qendra.lib.colour import contrast, readable_on, words_on

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@given(colours, colours)
def test_a_colour_becomes_readable_on_any_background(colour: str, background: str) -> None:
    assert contrast(readable_on(background, colour), background) >= 4.5


@given(colours)
def test_words_on_a_button_of_any_colour_can_be_read(fill: str) -> None:
    assert contrast(words_on(fill), fill) >= 4.5


def test_a_colour_that_reads_well_stays_as_it_is() -> None:
    assert readable_on("#ffffff", "#0f6b5c") == "#0f6b5c"
