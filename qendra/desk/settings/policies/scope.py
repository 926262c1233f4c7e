"""For whom a policy holds: one service, contract or product, else everybody."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qendra.catalogue.models import Contract, Product, Service
from qendra.desk.settings.forms import MONO

KINDS: dict[str, tuple[Promise | str, Any]] = {
    "product": (gettext_lazy("Product"), Product),
    "contract": (gettext_lazy("Contract"), Contract),
    "service": (gettext_lazy("Service"), Service),
}


class ScopeForm(forms.Form):
    """Asked only for a new policy: afterwards the scope stays."""

    scope_kind = forms.ChoiceField(
        label=gettext_lazy("Holds for"),
        choices=[(key, name) for key, (name, _model) in KINDS.items()],
        help_text=gettext_lazy("The nearest one holds: service, contract, product, provider."),
    )
    scope_code = forms.CharField(
        label=gettext_lazy("Its ID"),
        max_length=60,
        help_text=gettext_lazy("The product's code, the contract's number or the service ID."),
        widget=forms.TextInput(attrs=MONO),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        kind, code = given.get("scope_kind"), given.get("scope_code")
        if kind and code:
            _name, model = KINDS[kind]
            given["scope"] = model.objects.filter(code__iexact=code.strip()).first()
            if given["scope"] is None:
                self.add_error("scope_code", _("There is nothing with this ID."))
        return given


def scope_words(policy: Any) -> str:  # noqa: ANN401 (a service level or a matrix)
    """For whom it holds, in words."""
    for key, (name, _model) in KINDS.items():
        if getattr(policy, f"{key}_id"):
            return f"{name} {getattr(policy, key).code}"
    return _("Everybody, where nothing nearer holds")
