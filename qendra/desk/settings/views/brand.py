"""The brand on one page: what the provider calls itself, and how that looks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.catalogue.actions.provider import SUBJECT, set_brand
from qendra.catalogue.brand import (
    LEAST_PIXELS,
    MOST_BYTES,
    MOST_PIXELS,
    Logo,
    brand_of,
)
from qendra.catalogue.selectors import provider
from qendra.desk.gate import at_the_desk, staff
from qendra.desk.settings.forms import MONO, country_field, languages, zone_field
from qendra.desk.settings.page import Cleaned, Editor, edit
from qendra.lib import colour, drawn
from qendra.lib.images import picture_of
from qendra.lib.ticket_id import shown
from qendra.tickets.selectors import has_tickets

SOME_NUMBER = "123456780"


class BrandForm(forms.Form):
    """Everything that pages and mails show of the provider."""

    name = forms.CharField(
        label=gettext_lazy("Name of the provider"),
        max_length=100,
        help_text=gettext_lazy("As customers know you. Mails come from this name."),
    )
    panel_name = forms.CharField(
        label=gettext_lazy("Name of the customer panel"),
        max_length=100,
        help_text=gettext_lazy("Stands on top of every page that customers see."),
    )
    ticket_prefix = forms.RegexField(
        label=gettext_lazy("Letters before a ticket ID"),
        regex=r"^[A-Z]{1,6}$",
        help_text=gettext_lazy("One to six letters. Fixed once there is a ticket."),
        error_messages={"invalid": gettext_lazy("One to six letters from A to Z, nothing else.")},
        widget=forms.TextInput(attrs=MONO),
    )
    accent = forms.RegexField(
        label=gettext_lazy("Colour"),
        regex=r"^#[0-9a-f]{6}$",
        help_text=gettext_lazy(
            "Of links and of the main button, written like #0f6b5c. Words in it are always"
            " readable: where the colour is too light or too dark, we move it."
        ),
        error_messages={"invalid": gettext_lazy("Write a colour as # and six digits: #0f6b5c.")},
        widget=forms.TextInput(attrs=MONO),
    )
    logo = forms.FileField(
        label=gettext_lazy("Logo"),
        required=False,
        help_text=gettext_lazy(
            "PNG, JPEG or WebP of up to 100 KB, best 128 pixels high and on a transparent ground."
            " Not SVG: such a file can carry programs."
        ),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    removes_logo = forms.BooleanField(label=gettext_lazy("Remove the logo"), required=False)
    support_address = forms.EmailField(
        label=gettext_lazy("Support address"),
        help_text=gettext_lazy("Customers write to it, and mails come from it."),
        widget=forms.EmailInput(attrs={"dir": "ltr"}),
    )
    support_phone = forms.RegexField(
        label=gettext_lazy("Support telephone"),
        regex=r"^\+?[0-9 ()/.-]{3,40}$",
        required=False,
        help_text=gettext_lazy("With the country: +355 4 450 0100."),
        error_messages={"invalid": gettext_lazy("Digits and spaces, with + for the country.")},
        widget=forms.TextInput(attrs={"dir": "ltr", "type": "tel"}),
    )
    legal_lines = forms.CharField(
        label=gettext_lazy("Legal lines"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Company, register, address: beneath pages and mails."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of mails to strangers"), choices=languages
    )
    time_zone = zone_field()
    country = country_field()

    def __init__(self, data: QueryDict | None = None, *args: Any, **options: Any) -> None:
        if data is not None:
            # Letters in any case and a colour with or without its sign.
            data = data.copy()
            data["ticket_prefix"] = data.get("ticket_prefix", "").strip().upper()
            given = data.get("accent", "").strip().lower()
            data["accent"] = given if given.startswith("#") or not given else f"#{given}"
        super().__init__(data, *args, **options)
        self.fields["ticket_prefix"].disabled = has_tickets()

    def clean_legal_lines(self) -> str:
        lines = str(self.cleaned_data["legal_lines"]).splitlines()
        return "\n".join(line.strip() for line in lines if line.strip())

    def clean_logo(self) -> Logo | None:
        file = self.cleaned_data["logo"]
        return _logo(file) if isinstance(file, UploadedFile) else None


def _logo(file: UploadedFile[bytes]) -> Logo:
    """The picture, if it is one that every page can show."""
    if (file.size or 0) > MOST_BYTES:
        raise forms.ValidationError(
            _("The file has %(size)s; a logo may have up to %(most)s, since every page shows it.")
            % {"size": filesizeformat(file.size or 0), "most": filesizeformat(MOST_BYTES)}
        )
    content = file.read()
    picture = picture_of(content)
    if picture is None:
        raise forms.ValidationError(
            _("This is no PNG, JPEG or WebP. Please save the logo as PNG and choose it again.")
        )
    sides = (picture.width, picture.height)
    if min(sides) < LEAST_PIXELS or max(sides) > MOST_PIXELS:
        raise forms.ValidationError(
            _("The picture is %(width)d × %(height)d; a side needs %(least)d to %(most)d pixels.")
            % {
                "width": picture.width,
                "height": picture.height,
                "least": LEAST_PIXELS,
                "most": MOST_PIXELS,
            }
        )
    return Logo(content, picture.media_type)


@staff(Right.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def brand(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Look at the brand, try another one, save it."""

    def apply(cleaned: Cleaned, seen: drawn.Values | None) -> None:
        values = {name: str(value) for name, value in cleaned.items()}
        if has_tickets():
            del values["ticket_prefix"]
        set_brand(
            actor=at_the_desk(person),
            now=timezone.now(),
            values=values,
            logo=cleaned["logo"],
            removes_logo=cleaned["removes_logo"],
            drawn=seen,
        )

    editor = Editor(
        page="settings:brand",
        template="desk/settings/brand.html",
        form=BrandForm,
        values=lambda: brand_of(provider()),
        apply=apply,
        preview=_preview,
        subject=SUBJECT,
    )
    return edit(request, person, editor)


def _preview(values: Cleaned) -> dict[str, Any]:
    """The head of a page in light and dark, the contrasts, and the end of a mail."""
    accent = str(values["accent"])
    brand = colour.brand_of(accent)
    return {
        "looks": [
            _look("light", accent, brand.on_light, colour.LIGHT_SURFACE, brand),
            _look("dark", accent, brand.on_dark, colour.DARK_SURFACE, brand),
        ],
        "on_fill": round(colour.contrast(brand.on_fill, brand.fill), 1),
        "brand": values,
        "example_id": shown(SOME_NUMBER, str(values["ticket_prefix"])),
    }


def _look(
    name: str, accent: str, words: str, surface: str, brand: colour.Brand
) -> dict[str, object]:
    return {
        "name": name,
        "fill": brand.fill,
        "on_fill": brand.on_fill,
        "words": words,
        "surface": surface,
        "ink": colour.WHITE if name == "dark" else "#1c2129",
        "given": round(colour.contrast(accent, surface), 1),
        "ratio": round(colour.contrast(words, surface), 1),
        "is_moved": words != accent,
    }
