"""Where a request comes from: a header counts only when a proxy of ours wrote it."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from qendra.signing_in.addresses import address_of


@pytest.mark.parametrize(
    ("nearest", "told", "address"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "203.0.113.9", "192.0.2.1"),
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "10.0.0.1, 203.0.113.9", "203.0.113.9"),
        ("10.1.2.3", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("", "203.0.113.9", "203.0.113.9"),
        ("", "", "0.0.0.0"),
        ("::ffff:192.0.2.1", "", "192.0.2.1"),
        ("::1", "2001:db8::1", "2001:db8::1"),
    ],
)
def test_the_last_address_that_our_proxy_tells_counts(
    settings: Settings, nearest: str, told: str, address: str
) -> None:
    settings.PROXIES = [ip_network("10.1.0.0/16")]
    headers = {"x-forwarded-for": told} if told else {}
    request = RequestFactory(headers=headers).get("/", REMOTE_ADDR=nearest)
    assert address_of(request) == address
