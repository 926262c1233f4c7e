"""The page behind the signed link of the question; it works signed out."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from qendra.lib.links import link_token, read_link_token
from qendra.satisfaction.models import Rating
from qendra.satisfaction.rules import CHANGEABLE_FOR

_RATE = "rate-ticket"


def rate_url(rating: Rating) -> str:
    """Where this one ticket is rated, and nothing else can be done."""
    token = link_token(_RATE, str(rating.id), until=rating.closed_at + CHANGEABLE_FOR)
    return str(settings.BASE_URL) + reverse("panel:rate", args=[token])


def rating_of_token(token: str, now: datetime) -> Rating | None:
    """The question that a link is about, while it may be answered."""
    about = read_link_token(_RATE, token, now=now)
    if about is None:
        return None
    return Rating.objects.filter(id=int(about)).select_related("ticket", "person").first()
