"""The widgets that are written by hand are those of Django to the letter."""

from __future__ import annotations

from datetime import datetime
from unittest.mock import patch

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from qendra.files.fields import FilesInput
from qendra.project.widgets import Widgets

EVIL = "<b title='x'>\"&amp; \n ü</b>"
CHOICES = [("", gettext_lazy("Nobody")), (1, EVIL), (EVIL, mark_safe("<i>"))]
WIDGETS = [
    (forms.TextInput(attrs={"dir": "ltr", "data-x": EVIL}), EVIL),
    (forms.TextInput(attrs={"required": True, "disabled": False}), None),
    (forms.EmailInput(), ""),
    (forms.NumberInput(attrs={"min": 0}), 1234567),
    (forms.PasswordInput(), "a secret"),
    (forms.HiddenInput(), 12),
    (forms.DateTimeInput(format="%Y-%m-%dT%H:%M"), datetime(2026, 3, 11, 9, 0)),  # noqa: DTZ001
    (forms.DateInput(), None),
    (forms.CheckboxInput(), True),
    (forms.CheckboxInput(), False),
    (forms.Textarea(attrs={"rows": 2}), EVIL),
    (forms.Textarea(), ""),
    (forms.Select(choices=CHOICES), 1),
    (forms.Select(choices=CHOICES), EVIL),
    (forms.Select(choices=[("a group", CHOICES)]), ""),
    (forms.SelectMultiple(choices=CHOICES), [1]),
    (forms.NullBooleanSelect(), True),
    (FilesInput(attrs={"multiple": True}), None),
    (forms.RadioSelect(choices=CHOICES), 1),
]


@pytest.mark.parametrize(("widget", "value"), WIDGETS)
def test_a_widget_is_that_of_django(widget: forms.Widget, value: object) -> None:
    drawn = {
        renderer: widget.render("a_name", value, {"id": "id_<"}, renderer=renderer())
        for renderer in (Widgets, DjangoTemplates)
    }
    assert drawn[Widgets] == drawn[DjangoTemplates]


def test_the_usual_widgets_need_no_template() -> None:
    class Form(forms.Form):
        text = forms.CharField(widget=forms.Textarea)
        choice = forms.ChoiceField(choices=CHOICES)
        file = forms.FileField(widget=FilesInput)

    with patch.object(Widgets, "get_template", side_effect=AssertionError("a template")):
        assert all(str(field) for field in Form())
