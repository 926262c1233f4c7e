"""Writing an announcement: what, since when, for whom, in which languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from qendra.accounts.models import Person
from qendra.announcements.content import CHOSEN, EVERYBODY, MOMENT, Content, translatable
from qendra.announcements.models import Kind
from qendra.catalogue.access import seen_by
from qendra.catalogue.models import Customer, Service
from qendra.catalogue.selectors import provider
from qendra.desk.settings.forms import MONO
from qendra.lib.fields import MomentField
from qendra.lib.moments import zone_named

TEN_YEARS = timedelta(days=3650)
KINDS = [
    (Kind.INCIDENT, Kind.INCIDENT.label, gettext_lazy("Something does not work now.")),
    (
        Kind.MAINTENANCE,
        Kind.MAINTENANCE.label,
        gettext_lazy("Planned work, shown from now on until it is over."),
    ),
    (Kind.NOTICE, Kind.NOTICE.label, gettext_lazy("Anything else that customers should know.")),
]
AUDIENCES = [
    (EVERYBODY, gettext_lazy("Everybody"), gettext_lazy("All customers read it.")),
    (
        CHOSEN,
        gettext_lazy("Chosen customers and services"),
        gettext_lazy("Only these customers, and the owners of these services."),
    ),
]
_LINES = {"rows": 3}


class AnnouncementForm(forms.Form):
    """Moments are in the time zone of the provider, which the page names.

    ``writer`` is who fills it in, and can name only customers and services that they see.
    """

    writer: Person

    kind = forms.ChoiceField(label=gettext_lazy("What is it?"), choices=Kind.choices)
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=200,
        help_text=gettext_lazy("In English. What is hit, and where."),
    )
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Plain text; lines stay as they are, links stay text."),
    )
    begins_at = MomentField(label=gettext_lazy("Begins"), within=TEN_YEARS)
    ends_at = MomentField(
        label=gettext_lazy("Ends"),
        within=TEN_YEARS,
        required=False,
        help_text=gettext_lazy("Leave it empty while nobody knows."),
    )
    audience = forms.ChoiceField(
        label=gettext_lazy("Who reads it?"), choices=[each[:2] for each in AUDIENCES]
    )
    customers = forms.CharField(
        label=gettext_lazy("Customers"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs=MONO | _LINES),
        help_text=gettext_lazy("Their external IDs, one in each line."),
    )
    services = forms.CharField(
        label=gettext_lazy("Services"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs=MONO | _LINES),
        help_text=gettext_lazy("Service IDs, one in each line."),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict[str, UploadedFile[bytes]] | None = None,
        *,
        initial: dict[str, str],
    ) -> None:
        super().__init__(data, files, initial=initial)
        self.zone = provider().time_zone
        for name in ("begins_at", "ends_at"):
            field = self.fields[name]
            if isinstance(field, MomentField):
                field.zone = zone_named(self.zone)
        for code in translatable():
            self.fields |= _translated(code)

    def translations(self) -> list[tuple[str, str, forms.BoundField, forms.BoundField]]:
        """Each language with its own name and its two fields."""
        return [
            (code, own_name(code), self[f"title_{code}"], self[f"text_{code}"])
            for code in translatable()
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("audience") == CHOSEN:
            chosen = chosen_in(given, self.writer)
            for name, unknown in (("customers", chosen.strangers), ("services", chosen.unknown)):
                if unknown:
                    sentence = _("There is nothing with this ID: %(ids)s")
                    self.add_error(name, sentence % {"ids": ", ".join(unknown)})
        for code in translatable():
            title, text = given.get(f"title_{code}"), given.get(f"text_{code}")
            if bool(title) != bool(text):
                missing = "text" if title else "title"
                self.add_error(f"{missing}_{code}", _("A translation needs title and text."))
        return given


@dataclass(frozen=True, slots=True)
class Chosen:
    """For whom it is, as far as what was written names somebody."""

    customers: list[Customer]
    services: list[Service]
    strangers: list[str]
    unknown: list[str]


def form_of(writer: Person) -> type[AnnouncementForm]:
    """The form as this person fills it in."""
    return type("AnnouncementFormOfWriter", (AnnouncementForm,), {"writer": writer})


def chosen_in(values: Mapping[str, Any], writer: Person) -> Chosen:
    """The customers and services that were written down, and what is none; two queries.

    What the writer does not see is none.
    """
    ids, codes = _words(values, "customers"), [c.upper() for c in _words(values, "services")]
    customers = list(
        Customer.objects.filter(seen_by(writer, "id"), external_id__in=ids).order_by("name")
    )
    services = list(Service.objects.filter(seen_by(writer), code__in=codes).order_by("code"))
    known, running = {each.external_id for each in customers}, {each.code for each in services}
    return Chosen(
        customers,
        services,
        strangers=[each for each in ids if each not in known],
        unknown=[each for each in codes if each not in running],
    )


def content_of(values: Mapping[str, Any], writer: Person) -> Content:
    """What was written, also while some of it is still missing: then it begins now."""
    zone = zone_named(provider().time_zone)
    is_for_all = values.get("audience") == EVERYBODY
    chosen = chosen_in({} if is_for_all else values, writer)
    begins, ends = (_moment(values.get(name), zone) for name in ("begins_at", "ends_at"))
    return Content(
        kind=values.get("kind") or Kind.INCIDENT,
        title=_plain(values.get("title")),
        text=_plain(values.get("text")),
        begins_at=begins or datetime.now(zone),
        ends_at=ends,
        translations={
            code: {name: _plain(values.get(f"{name}_{code}")) for name in ("title", "text")}
            for code in translatable()
            if values.get(f"title_{code}") and values.get(f"text_{code}")
        },
        is_for_all=is_for_all,
        customers=chosen.customers,
        services=chosen.services,
    )


def own_name(code: str) -> str:
    """What a language calls itself."""
    return str(get_language_info(code)["name_local"])


def _translated(code: str) -> dict[str, forms.Field]:
    said = {"lang": code, "dir": "auto"}
    language = own_name(code)
    return {
        f"title_{code}": forms.CharField(
            label=_("Title (%(language)s)") % {"language": language},
            required=False,
            max_length=200,
            widget=forms.TextInput(attrs=said),
        ),
        f"text_{code}": forms.CharField(
            label=_("Text (%(language)s)") % {"language": language},
            required=False,
            max_length=5000,
            widget=forms.Textarea(attrs=said | _LINES),
        ),
    }


def _words(values: Mapping[str, Any], name: str) -> list[str]:
    lines = str(values.get(name) or "").replace(",", "\n").splitlines()
    return list(dict.fromkeys(line.strip() for line in lines if line.strip()))


def _plain(words: object) -> str:
    return str(words or "").replace("\r\n", "\n").strip()


def _moment(value: object, zone: Any) -> datetime | None:  # noqa: ANN401 (a zone or UTC)
    if isinstance(value, str) and value:
        return datetime.strptime(value, MOMENT).replace(tzinfo=zone)
    return value if isinstance(value, datetime) else None
