"""What an identity provider says of itself, asked when an administrator enters it."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

import requests
from django.utils.translation import gettext as _

from qendra.lib.errors import Refused

SECONDS = 5
NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")


class WrongIssuer(Refused):
    """The address is not that of an identity provider; the form shows it at this field."""

    column = "issuer"


def check_issuer(issuer: str) -> None:
    """Refused, with a sentence that says what is wrong, unless it answers as it should."""
    if not _is_private_enough(issuer):
        raise WrongIssuer(_("The address has to begin with https://."))
    found = _asked(issuer.rstrip("/") + "/.well-known/openid-configuration")
    missing = [name for name in NEEDED if not found.get(name)]
    if missing:
        raise WrongIssuer(_("What answers there lacks: %(names)s.") % {"names": ", ".join(missing)})
    if str(found["issuer"]).rstrip("/") != issuer.rstrip("/"):
        told = {"issuer": found["issuer"]}
        raise WrongIssuer(_("It calls itself %(issuer)s. Please enter that address.") % told)


def _asked(url: str) -> dict[str, object]:
    try:
        answer = requests.get(url, timeout=SECONDS, allow_redirects=False)
        answer.raise_for_status()
        found = answer.json()
    except requests.RequestException as error:
        told = {"url": url, "reason": type(error).__name__}
        raise WrongIssuer(_("%(url)s does not answer (%(reason)s).") % told) from error
    if not isinstance(found, dict):
        raise WrongIssuer(_("%(url)s is not the page of an identity provider.") % {"url": url})
    return found


def _is_private_enough(issuer: str) -> bool:
    """TLS; on this machine it may be without."""
    parts = urlsplit(issuer)
    if parts.scheme == "https":
        return True
    try:
        return ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False
