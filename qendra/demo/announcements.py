"""What Interspace tells its customers: a cut that is being repaired, and work of the weekend."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from qendra.accounts.actor import Actor, Channel
from qendra.accounts.models import Person
from qendra.announcements.actions import save_announcement
from qendra.announcements.content import Content
from qendra.announcements.models import ENGLISH, Kind, Translations
from qendra.catalogue.models import Service

CUT = {
    "en": {
        "title": "Fibre cut between Durrës and Tirana",
        "text": "Since a digger hit our fibre, traffic takes the way round by Elbasan: it works,"
        " with more delay and some loss.\nA crew is splicing. We write here as soon as it is done.",
    },
    "de": {
        "title": "Glasfaser zwischen Durrës und Tirana durchtrennt",
        "text": "Ein Bagger hat unsere Glasfaser getroffen. Der Verkehr läuft über Elbasan: er"
        " kommt an, mit mehr Laufzeit und etwas Verlust.\nEin Trupp spleißt. Wir schreiben hier,"
        " sobald es erledigt ist.",
    },
    "sq": {
        "title": "Fibra mes Durrësit dhe Tiranës është prerë",
        "text": "Një ekskavator e ka prerë fibrën tonë. Trafiku kalon nga Elbasani: punon, me më"
        " shumë vonesë dhe pak humbje.\nEkipi po e bashkon. Shkruajmë këtu sapo të mbarojë.",
    },
}
WORK = {
    "en": {
        "title": "New software for the routers in Tirana",
        "text": "Each router restarts once. Services with one line are away for up to 15 minutes;"
        " those with two notice nothing.",
    },
    "de": {
        "title": "Neue Software für die Router in Tirana",
        "text": "Jeder Router startet einmal neu. Dienste mit einer Leitung sind bis zu 15 Minuten"
        " nicht erreichbar; solche mit zweien merken nichts.",
    },
    "sq": {
        "title": "Softuer i ri për ruterat në Tiranë",
        "text": "Çdo ruter riniset një herë. Shërbimet me një linjë ndërpriten deri në 15 minuta;"
        " ato me dy nuk e vënë re.",
    },
}
# Lines that run between the two, of customers in the country.
HIT = Q(product__code__in=["IPT", "L2C"], customer__time_zone="Europe/Tirane")


def load_announcements(now: datetime) -> None:
    """One incident, of the lines in Albania, and one maintenance for everybody."""
    actor = Actor(Person.objects.get(name="Genc Prifti"), Channel.DESK)
    begun = now.replace(second=0, microsecond=0) - timedelta(hours=2, minutes=20)
    at_night = (now + timedelta(days=3)).replace(hour=23, minute=0, second=0, microsecond=0)
    cut = Content(
        kind=Kind.INCIDENT,
        begins_at=begun,
        services=list(Service.objects.filter(HIT).order_by("code")),
        title=CUT[ENGLISH]["title"],
        text=CUT[ENGLISH]["text"],
        translations=_others(CUT),
    )
    work = Content(
        kind=Kind.MAINTENANCE,
        begins_at=at_night,
        ends_at=at_night + timedelta(hours=3),
        is_for_all=True,
        title=WORK[ENGLISH]["title"],
        text=WORK[ENGLISH]["text"],
        translations=_others(WORK),
    )
    for content in (cut, work):
        save_announcement(actor=actor, now=now, content=content)


def _others(told: Translations) -> Translations:
    return {language: words for language, words in told.items() if language != ENGLISH}
