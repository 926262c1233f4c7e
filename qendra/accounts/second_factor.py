"""Who must show more than a password, and who has something to show."""

from __future__ import annotations

from allauth.mfa.models import Authenticator

from qendra.accounts.models import Person

# Recovery codes come with one of these and are none by themselves.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def must_use_second_factor(person: Person) -> bool:
    """Whether one of the person's roles asks for a second factor."""
    return person.needs_second_factor


def must_set_up(person: Person) -> bool:
    """Whether the person is asked for a second factor and has none; one query if asked."""
    if not must_use_second_factor(person):
        return False
    return not Authenticator.objects.filter(user=person, type__in=FACTORS).exists()
