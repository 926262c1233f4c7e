"""Contacts as records: a person at a customer, with rights."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q, QuerySet
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from qendra.accounts.models import Person
from qendra.catalogue.models import Customer, Membership
from qendra.catalogue.records.eyes import is_limited
from qendra.catalogue.records.kind import Choices, Column, Kind, Problem, Read, Values, Words
from qendra.catalogue.records.looking_up import customer_named, suggested_customers, zones
from qendra.catalogue.rights import CustomerRight
from qendra.lib.csv_text import tidy

OF_THE_PERSON = ("name", "email", "phone", "language", "time_zone")
RIGHTS: dict[CustomerRight, Words] = {
    CustomerRight.SEE_OWN: gettext_lazy("see own tickets"),
    CustomerRight.SEE_ALL: gettext_lazy("see all tickets"),
    CustomerRight.REPORT: gettext_lazy("report"),
    CustomerRight.ESCALATE: gettext_lazy("escalate"),
    CustomerRight.AGREE_DEFERRAL: gettext_lazy("agree to a deferral"),
    CustomerRight.REQUEST_RFO: gettext_lazy("ask for an RFO"),
    CustomerRight.MANAGE_PEOPLE: gettext_lazy("manage people"),
    CustomerRight.AUTHORISE_WORK: gettext_lazy("authorise work"),
}


def _rights() -> Choices:
    return [(right.value, name) for right, name in RIGHTS.items()]


def _languages() -> Choices:
    return [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]


class Contacts(Kind[Membership]):
    """Known by the external ID where there is one, else by the customer and the address."""

    key = "contacts"
    name = gettext_lazy("Contacts")
    one = gettext_lazy("Contact")
    new = gettext_lazy("New contact")
    told = gettext_lazy("The people at your customers, and what each may do there.")
    icon = "people"
    columns = (
        Column(
            name="customer",
            label=gettext_lazy("Customer"),
            told=gettext_lazy("The external ID of the customer."),
            example="C-1001",
            most=100,
            is_needed=True,
            is_code=True,
            suggest=suggested_customers,
        ),
        Column(
            name="name",
            label=gettext_lazy("Name"),
            told=gettext_lazy("First and last name."),
            example="Katharina Moser",
            is_needed=True,
        ),
        Column(
            name="email",
            label=gettext_lazy("E-mail"),
            told=gettext_lazy("Mails go there, and the contact signs in with it. May be missing."),
            example="katharina.moser@alpenhosting.example",
            most=254,
            is_code=True,
        ),
        Column(
            name="external_id",
            label=gettext_lazy("External ID"),
            told=gettext_lazy(
                "What your books call the contact; needed only where there is no e-mail."
            ),
            example="P-204",
            most=100,
            is_code=True,
        ),
        Column(
            name="phone",
            label=gettext_lazy("Telephone"),
            told=gettext_lazy("With the country: +43 1 5550 100."),
            example="+43 1 5550 100",
            most=40,
            is_code=True,
        ),
        Column(
            name="language",
            label=gettext_lazy("Language"),
            told=gettext_lazy(
                "Of automatic mails: en, sq, de, fr, it or ar. Without one, English."
            ),
            example="de",
            most=10,
            choices=_languages,
        ),
        Column(
            name="time_zone",
            label=gettext_lazy("Time zone"),
            told=gettext_lazy("As Europe/Vienna. Without one, the customer's."),
            example="Europe/Vienna",
            most=64,
            choices=zones,
        ),
        Column(
            name="rights",
            label=gettext_lazy("Rights"),
            told=gettext_lazy(
                "What the contact may do, with blanks between; empty: nothing any more."
            ),
            example="see_all report escalate",
            is_many=True,
            choices=_rights,
        ),
    )
    shown = ("name", "customer", "email", "phone")

    def rows(self) -> QuerySet[Membership]:
        found = Membership.objects.select_related("customer", "person")
        return found.order_by("person__name", "id")

    def words(self, words: str) -> Q:
        person = Q(person__name__icontains=words) | Q(person__email__icontains=words)
        rest = Q(person__phone__icontains=words) | Q(external_id__icontains=words)
        return person | rest | Q(customer__name__icontains=words)

    def defaults(self) -> dict[str, str]:
        rights = "see_all report escalate agree_deferral request_rfo"
        return {**super().defaults(), "language": "en", "rights": rights}

    def values_of(self, row: Membership) -> dict[str, str]:
        email = row.person.email or ""
        return {
            "customer": tidy(row.customer.external_id),
            "name": tidy(row.person.name),
            "email": email,
            # Who has neither is found again by our own number.
            "external_id": tidy(row.external_id) or ("" if email else f"#{row.id}"),
            "phone": tidy(row.person.phone),
            "language": row.person.language,
            "time_zone": row.person.time_zone,
            "rights": _in_order(row.rights),
        }

    def identity(self, values: Values) -> str:
        known = values["external_id"] or f"{values['customer']} {values['email']}"
        return known.lower()

    def find(self, values: Values) -> Membership | None:
        at = self.rows().filter(customer__external_id__iexact=values["customer"])
        given = values["external_id"]
        if given.startswith("#"):
            found = at.filter(id=int(given[1:])).first() if given[1:].isdecimal() else None
            if found is None:
                sentence = _("The customer has no contact %(given)s.")
                raise Problem("external_id", sentence % {"given": given})
            return found
        if given and (found := self.rows().filter(external_id=given).first()):
            return found
        return at.filter(person__email=values["email"].lower()).first() if values["email"] else None

    def read(self, values: Values, row: Membership | None, now: datetime) -> Read:
        self.check(values)
        customer = customer_named(values["customer"])
        right = {
            **values,
            "customer": customer.external_id,
            "email": values["email"].lower(),
            "language": values["language"] or "en",
            "time_zone": values["time_zone"] or customer.time_zone,
            "rights": _in_order(values["rights"].split()),
        }
        _check_identity(right, row, customer)
        person = _person_for(right, row)
        _check_person(right, person, row)
        of_person = {name: right[name] for name in OF_THE_PERSON}
        of_person["email"] = of_person["email"] or None  # type: ignore[assignment]  # no address
        fields = {"customer": customer, "person": person, "of_person": of_person}
        external_id = "" if right["external_id"].startswith("#") else right["external_id"]
        return Read(
            right, {**fields, "rights": right["rights"].split(), "external_id": external_id}
        )

    def write(self, row: Membership | None, read: Read, now: datetime) -> Membership:
        fields = read.fields
        person = fields["person"] or Person(created_at=now)
        changed = {n: v for n, v in fields["of_person"].items() if getattr(person, n) != v}
        for name, value in changed.items():
            setattr(person, name, value)
        if person.pk is None:
            person.set_unusable_password()
            person.save()
        elif changed:
            person.save(update_fields=list(changed))
        row = row or Membership(customer=fields["customer"])
        row.person = person
        row.rights, row.external_id = sorted(fields["rights"]), fields["external_id"]
        row.save()
        return row


def _in_order(rights: list[str]) -> str:
    """The rights in the order of their explanation, whatever order they came in."""
    known = [right.value for right in RIGHTS]
    return " ".join(sorted(set(rights), key=lambda each: (each not in known, known.index(each))))


def _check_identity(values: Values, row: Membership | None, customer: Customer) -> None:
    if not values["email"] and not values["external_id"]:
        sentence = _("Without an e-mail address it needs an external ID, to be found again.")
        raise Problem("external_id", sentence)
    if row and row.customer_id != customer.id:
        sentence = _("This contact belongs to another customer; enter a contact of its own here.")
        raise Problem("customer", sentence)
    given = values["external_id"]
    other = Membership.objects.filter(external_id=given).first() if given else None
    if other and (row is None or other.id != row.id):
        CONTACTS.require_seen(other)
        sentence = _("%(name)s has this external ID already.")
        raise Problem("external_id", sentence % {"name": other.person.name})


def _person_for(values: Values, row: Membership | None) -> Person | None:
    """The person at this address, else the one whom the contact was; None: somebody new."""
    if values["email"]:
        try:
            validate_email(values["email"])
        except ValidationError:
            raise Problem("email", _("This is no e-mail address.")) from None
        found = Person.objects.filter(email=values["email"]).first()
        if found:
            return found
    return row.person if row else None


def _check_person(values: Values, person: Person | None, row: Membership | None) -> None:
    if person is None:
        return
    is_other = row and row.person_id != person.id
    if is_other or (row is None and not _is_seen(person)):
        raise Problem("email", _("This address already belongs to somebody else."))
    if not person.is_staff_member:
        return
    was = {name: tidy(getattr(person, name) or "") for name in OF_THE_PERSON}
    if any(values[name] != was[name] for name in OF_THE_PERSON):
        sentence = _("%(name)s belongs to your own staff; change them on the page of staff.")
        raise Problem("name", sentence % {"name": person.name})


def _is_seen(person: Person) -> bool:
    """Whether the reader sees one of the customers that the person is a contact of, if any."""
    of_person = CONTACTS.rows().filter(person=person)
    if not is_limited() or not of_person.exists():
        return True
    return CONTACTS.seen_rows().filter(person=person).exists()


CONTACTS = Contacts()
