"""The brand: what the provider calls itself, and how it looks."""

from __future__ import annotations

from dataclasses import dataclass

from qendra.catalogue.models import Provider

FIELDS = (
    "name",
    "panel_name",
    "ticket_prefix",
    "support_address",
    "support_phone",
    "legal_lines",
    "accent",
    "language",
    "time_zone",
    "country",
)
# Bytes of a logo: it is part of every first visit.
MOST_BYTES = 100_000
LEAST_PIXELS, MOST_PIXELS = 32, 2000


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture that was looked at."""

    content: bytes
    media_type: str


def brand_of(provider: Provider) -> dict[str, str]:
    """What the page of the brand shows and records, as text."""
    return {name: str(getattr(provider, name)) for name in FIELDS} | {
        "logo": (provider.logo_id or "")[:12]
    }
