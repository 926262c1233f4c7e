"""The composer as HTML values; a fresh one is drawn once for the same rights."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from qendra.desk.forms.composing import ComposeForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Composer:
    """``modes`` are values and names; each field is its control, with what is in it."""

    modes: tuple[tuple[str, str], ...]
    chosen: str
    text: SafeString
    text_error: SafeString
    direction: SafeString
    with_whom: SafeString
    verified: SafeString
    files: SafeString
    files_error: SafeString
    then: SafeString
    is_returned: bool


def fresh_composer(modes: tuple[str, ...], chosen: str) -> Composer:
    """With nothing in it, in this mode."""
    return _fresh(modes, chosen, get_language())


def composer_of(form: ComposeForm, *, is_returned: bool = True) -> Composer:
    """With what is in this form, and why it came back."""
    return Composer(
        modes=form.named_modes(),
        chosen=form.chosen(),
        text=_control(form, "text"),
        text_error=_error(form, "text"),
        direction=_control(form, "direction"),
        with_whom=_control(form, "with_whom"),
        verified=_control(form, "verified"),
        files=_control(form, "attachments"),
        files_error=_error(form, "attachments"),
        then=_control(form, "then"),
        is_returned=is_returned,
    )


@lru_cache(64)
def _fresh(modes: tuple[str, ...], chosen: str, language: str | None) -> Composer:
    form = ComposeForm(modes=list(modes), initial={"mode": chosen})
    return composer_of(form, is_returned=False)


def _control(form: ComposeForm, name: str) -> SafeString:
    return SafeString(str(form[name]))


def _error(form: ComposeForm, name: str) -> SafeString:
    return render_to_string("parts/field_error.html", {"field": form[name]})
