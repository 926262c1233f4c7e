"""Where webhooks may go: URLs are refused in a sentence, and no inner address is reached."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest

from qendra.lib.receivers import may_reach, read

INSIDE = [ip_network("10.1.0.0/16"), ip_network("fd00:7::/32")]


def test_a_url_is_read_in_its_parts() -> None:
    read_ = read("https://Hooks.Example:8443/a/b?c=d%20e", ())
    assert (read_.host, read_.port, read_.netloc) == ("hooks.example", 8443, "Hooks.Example:8443")
    assert (read_.target, read_.is_secure) == ("/a/b?c=d%20e", True)
    assert (read("https://a.example", ()).port, read("http://a.example", INSIDE).port) == (443, 80)
    assert read("https://a.example?b", ()).target == "/?b"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://a.example/", "https"),
        ("ftp://a.example/", "https"),
        ("a.example", "https"),
        ("", "ASCII"),
        ("https://user@a.example/", "user"),
        ("https://user:word@a.example/", "user"),
        ("https://a.example@127.0.0.1/", "user"),
        ("https:///path", "host"),
        ("https://a.example/#part", "#"),
        ("https://a.example:0/", "port"),
        ("https://a.example:99999/", "port"),
        ("https://a.example:x/", "port"),
        ("https://[::1/", "no address"),
        ("https://ä.example/", "ASCII"),
        ("https://a.example/ b", "ASCII"),
        ("https://a.example\\@b.example/", "ASCII"),
        ("https://a.example/\r\nHost: b", "ASCII"),
        ("https://a.example/\x00", "ASCII"),
        ("https://a.example/" + "b" * 2000, "longer"),
        ("https://127.0.0.1/", "IP address"),
        ("https://[::1]/", "IP address"),
        ("https://10.1.2.3/", "IP address"),
        ("https://169.254.169.254/latest", "IP address"),
    ],
)
def test_what_is_no_public_receiver_is_refused_with_the_reason(url: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read(url, ())


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1",
        "192.0.0.1", "192.168.1.1", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1",
        "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fec0::1", "fd00::1",
        "ff02::1", "2001:db8::1",
        # IPv4 in the clothes of IPv6: mapped, 6to4, NAT64, Teredo.
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "2002:a00:1::",
        "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::808:808", "2001:0:808:808::80ff:fffe",
    ],
)  # fmt: skip
def test_no_inner_address_is_reached(address: str) -> None:
    assert not may_reach(ip_address(address), (), is_secure=True)


@pytest.mark.parametrize(
    "address", ["9.9.9.9", "2620:fe::fe", "::ffff:9.9.9.9", "64:ff9b::909:909"]
)
def test_a_public_address_is_reached_with_tls_only(address: str) -> None:
    assert may_reach(ip_address(address), (), is_secure=True)
    assert not may_reach(ip_address(address), INSIDE, is_secure=False)


@pytest.mark.parametrize(
    ("address", "is_reached"),
    [("10.1.2.3", True), ("::ffff:10.1.2.3", True), ("fd00:7::1", True), ("10.2.0.1", False)],
)
def test_what_the_operator_opened_is_reached_also_without_tls(
    address: str,
    is_reached: bool,  # noqa: FBT001 (a parameter of the table)
) -> None:
    for is_secure in (True, False):
        assert may_reach(ip_address(address), INSIDE, is_secure=is_secure) == is_reached
    literal = f"http://[{address}]/" if ":" in address else f"http://{address}/"
    if is_reached:
        assert read(literal, INSIDE).port == 80
