"""Putting a fault off by agreement (P5): propose, answer, or write down what was said in a call."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qendra.accounts.models import Person
from qendra.desk.forms.drawn import DrawnForm
from qendra.desk.forms.verifying import VerifyingForm
from qendra.lib.fields import TokenField
from qendra.tickets import bounds


class ProposeForm(DrawnForm):
    """A word to the customer, if there is one."""

    token = TokenField()
    text = forms.CharField(
        label=_("Words to the customer"),
        help_text=_("In English; who may agree gets them by mail."),
        required=False,
        max_length=bounds.REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AnswerForm(DrawnForm):
    """Agree to what the customer proposes, or not; or take our own proposal back."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(choices=[("agree", ""), ("decline", ""), ("withdraw", "")])
    text = forms.CharField(
        label=_("Words to the customer"),
        required=False,
        max_length=bounds.REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CallForm(VerifyingForm, DrawnForm):
    """Who said what on the telephone; agreeing is a right, so that they were verified."""

    token = TokenField()
    contact = forms.ModelChoiceField[Person](
        label=_("Who said it"), queryset=Person.objects.none(), empty_label=None
    )
    answer = forms.ChoiceField(
        label=_("What was said"), choices=[("agree", _("Agreed")), ("decline", _("Declined"))]
    )
    text = forms.CharField(
        label=_("What was said in the call"),
        help_text=_("The customer reads it; a mail confirms the answer."),
        max_length=bounds.REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, people: Iterable[Person], **options: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_deferral_call_%s"} | options)
        allowed = Person.objects.filter(id__in=[person.id for person in people]).order_by("name")
        self.fields["contact"].queryset = allowed  # type: ignore[attr-defined]  # a ModelChoiceField
