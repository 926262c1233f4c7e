"""Who is told of rotas, by mail: rows of the outbox."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from qendra.accounts.models import Person
from qendra.catalogue.notices import ABOUT_PERSON, tell_person
from qendra.catalogue.selectors import provider as the_provider
from qendra.lib.links import address_tag
from qendra.rotas.models import Override, Rota, WarnedGap


def tell_of_override(
    override: Override, people: Mapping[int, Person], *, but: Person | None, now: datetime
) -> None:
    """Whoever is on call by it, and whose shift it takes; but not who made it."""
    for person in people.values():
        if person.email and person.is_active and (but is None or person.id != but.id):
            _tell_of_override(override, person, now)


def _tell_of_override(override: Override, to: Person, now: datetime) -> None:
    is_theirs = to.id == override.person_id
    with translation.override(to.language):
        sentence = (
            _("You are on call: %(rota)s") if is_theirs else _("Your shift is covered: %(rota)s")
        )
        subject = sentence % {"rota": override.rota.name}
    told = {
        "is_theirs": is_theirs,
        "who": override.person.name,
        "by": override.made_by.name if override.made_by else "",
        "starts_at": override.starts_at,
        "ends_at": override.ends_at,
        "reason": override.reason,
        "rota": override.rota.name,
        "url": rota_url(override.rota),
    }
    tell(to, f"rota-override:{override.id}", "rota_override", subject, told, now)


def tell_of_shifts(overrides: Sequence[Override], *, but: Person | None, now: datetime) -> None:
    """Whoever was put on call by a file, of all their shifts at once; but not who read it."""
    people = {each.person_id: each.person for each in overrides if each.person != but}
    for person in people.values():
        theirs = [each for each in overrides if each.person_id == person.id]
        rota = theirs[0].rota
        with translation.override(person.language):
            subject = _("You are on call: %(rota)s") % {"rota": rota.name}
        told = {
            "rota": rota.name,
            "shifts": [{"starts_at": each.starts_at, "ends_at": each.ends_at} for each in theirs],
            "url": rota_url(rota),
        }
        tell(person, f"rota-shifts:{theirs[0].id}", "rota_shifts", subject, told, now)


def tell_of_gaps(
    rota: Rota, gaps: Sequence[WarnedGap], people: Iterable[Person], now: datetime
) -> None:
    """One mail with all gaps that are new, with the page where somebody is put in."""
    for person in people:
        with translation.override(person.language):
            subject = _("Nobody is on call: %(rota)s") % {"rota": rota.name}
        told = {
            "rota": rota.name,
            "gaps": [{"starts_at": gap.starts_at, "ends_at": gap.ends_at} for gap in gaps],
            "url": rota_url(rota),
        }
        tell(person, f"rota-gaps:{gaps[0].id}", "rota_gaps", subject, told, now)


def tell(
    to: Person, about: str, purpose: str, subject: str, told: Mapping[str, object], now: datetime
) -> None:
    """One mail of ours about a rota, once for ever; its template is named as its purpose."""
    provider = the_provider()
    key = f"{about}:{to.id}"
    domain = provider.support_address.rpartition("@")[2]
    tell_person(
        to,
        provider=provider,
        key=key,
        purpose=purpose,
        subject=subject,
        template=f"rotas/mail/{purpose.removeprefix('rota_')}.txt",
        told=told,
        about=(ABOUT_PERSON, to.id),
        message_id=f"{key.replace(':', '.')}.{address_tag(purpose, key)}@{domain}",
        now=now,
    )


def rota_url(rota: Rota) -> str:
    """The page of a rota, as a mail names it."""
    return str(settings.BASE_URL) + reverse("rotas:rota", args=[rota.id])
