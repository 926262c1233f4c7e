"""``/metrics``: for this machine, or for whoever has the token; never for the world."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from qendra.project.metrics.exposition import CONTENT_TYPE, exposition
from qendra.project.metrics.figures import figures

REFUSED = "Metrics are for this machine itself, or for a bearer of QENDRA_METRICS_TOKEN.\n"
LOCAL_NAMES = {"localhost", "127.0.0.1", "[::1]"}
# What proxies add. Behind one, the whole world comes from this machine.
PROXIED = ("HTTP_X_FORWARDED", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")
BEARER = "bearer "


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures of this moment; 401 (RFC 6750) for whoever may not read them."""
    if not (_has_token(request) or _is_from_this_machine(request)):
        refusal = HttpResponse(REFUSED, status=401, content_type="text/plain; charset=utf-8")
        refusal["WWW-Authenticate"] = "Bearer"
        return refusal
    answer = HttpResponse(exposition(figures(timezone.now())), content_type=CONTENT_TYPE)
    answer["Cache-Control"] = "no-store"
    return answer


def _has_token(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "")
    is_bearer = given[: len(BEARER)].lower() == BEARER
    wanted = settings.METRICS_TOKEN
    return bool(wanted) and is_bearer and constant_time_compare(given[len(BEARER) :], wanted)


def _is_from_this_machine(request: HttpRequest) -> bool:
    """From loopback to a name of loopback, and through no proxy."""
    if any(name.startswith(PROXIED) for name in request.META):
        return False
    name, _port = split_domain_port(request.get_host())
    try:
        is_near = ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
    return is_near and name in LOCAL_NAMES
