"""One's own page: password, devices, and what is told about new ones."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from qendra.outbox.models import Message
from qendra.signing_in.actions.devices import forget_devices
from qendra.signing_in.devices import Device, device_of
from tests.browsers import Browser
from tests.cast import PASSWORD, Cast
from tests.signing_in.conftest import sign_in

NEW = "seven blue lanterns"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
)


def test_devices_are_listed_and_signed_out_one_by_one(cast: Cast) -> None:
    laptop = sign_in(cast.alba, HTTP_USER_AGENT=FIREFOX)
    phone = sign_in(cast.alba, HTTP_USER_AGENT=IPHONE, REMOTE_ADDR="198.51.100.7")
    page = laptop.get("/security/").content.decode()
    assert page.index("Firefox on Linux") < page.index("Safari on iPhone")
    assert "198.51.100.7" in page
    row = UserSession.objects.get(user_agent=IPHONE)
    answer = laptop.post(f"/security/devices/{row.id}/sign-out/", follow=True)
    assert "The device is signed out." in answer.content.decode()
    assert phone.get("/services/").status_code == 302
    assert laptop.get("/services/").status_code == 200
    again = laptop.post(f"/security/devices/{row.id}/sign-out/", follow=True)
    assert "signed out already" in again.content.decode()


def test_nobody_signs_out_others_devices(cast: Cast) -> None:
    besa = sign_in(cast.besa)
    row = UserSession.objects.get(user=cast.besa)
    sign_in(cast.alba).post(f"/security/devices/{row.id}/sign-out/")
    assert besa.get("/services/").status_code == 200


def test_one_is_signed_out_everywhere_else(cast: Cast, browser: Browser) -> None:
    unlisted = browser(cast.alba)
    laptop, phone = sign_in(cast.alba), sign_in(cast.alba)
    key = laptop.session.session_key
    answer = laptop.post("/security/devices/sign-out/", follow=True)
    assert "signed out everywhere else" in answer.content.decode()
    assert phone.get("/services/").status_code == 302
    assert unlisted.get("/services/").status_code == 302
    assert laptop.get("/services/").status_code == 200
    assert laptop.session.session_key != key, "the key is another one"
    assert UserSession.objects.get().session_key == laptop.session.session_key


def test_the_list_costs_the_same_however_long_it_is(cast: Cast) -> None:
    laptop = sign_in(cast.alba)
    laptop.get("/security/")
    few = _queries(laptop)
    for _ in range(5):
        sign_in(cast.alba)
    assert _queries(laptop) == few


def _queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get("/security/").status_code == 200
    return len(found)


def test_a_device_from_before_the_list_sees_itself(cast: Cast, browser: Browser) -> None:
    page = browser(cast.alba).get("/security/").content.decode()
    assert "this device" in page


def test_sessions_that_are_over_are_forgotten_with_their_devices(cast: Cast) -> None:
    now = timezone.now()
    laptop, phone = sign_in(cast.alba), sign_in(cast.alba)
    phone.post("/sign-out/")
    assert forget_devices(now=now) == 1, "the telephone's"
    assert laptop.get("/security/").status_code == 200
    assert forget_devices(now=now + timedelta(days=15)) == 2
    assert not UserSession.objects.exists()


def test_when_a_device_was_used_is_noted(cast: Cast) -> None:
    laptop = sign_in(cast.alba)
    before = UserSession.objects.get().last_seen_at
    laptop.get("/services/", REMOTE_ADDR="203.0.113.9")
    row = UserSession.objects.get()
    assert row.last_seen_at > before
    assert row.ip == "203.0.113.9"
    laptop.get("/services/", REMOTE_ADDR="203.0.113.10")
    assert UserSession.objects.get().ip == "203.0.113.9", "not more often than every five minutes"


def test_a_new_device_is_told_by_mail_and_a_known_one_is_not(cast: Cast) -> None:
    first = sign_in(cast.alba)
    assert not Message.objects.filter(purpose="new_device").exists(), "her very first sign-in"
    first.post("/sign-out/")
    given = {"username": cast.alba.email, "password": PASSWORD}
    first.post("/sign-in/", given)
    assert not Message.objects.filter(purpose="new_device").exists(), "the same browser"
    sign_in(cast.alba, HTTP_USER_AGENT=IPHONE, REMOTE_ADDR="198.51.100.7")
    mail = Message.objects.get(purpose="new_device")
    assert mail.to_address == cast.alba.email
    assert "Safari · iPhone" in mail.text
    assert "198.51.100.7" in mail.text
    assert "/sign-in/forgotten/" in mail.text


def test_a_forged_cookie_makes_no_device_known(cast: Cast) -> None:
    sign_in(cast.alba)
    client = Client()
    client.cookies["qendra_devices"] = "0123456789abcdef0123:forged:forged"
    client.post("/sign-in/", {"username": cast.alba.email, "password": PASSWORD})
    assert Message.objects.filter(purpose="new_device").count() == 1


def test_the_password_is_changed_by_whoever_knows_it(cast: Cast) -> None:
    laptop, phone = sign_in(cast.alba), sign_in(cast.alba)
    form = {"present": "wrong", "password": NEW, "again": NEW}
    assert "This is not your password." in laptop.post("/security/password/", form).content.decode()
    form["present"] = PASSWORD
    assert laptop.post("/security/password/", form).headers["Location"] == "/security/"
    assert laptop.get("/services/").status_code == 200
    assert phone.get("/services/").status_code == 302
    sign_in(cast.alba, NEW)
    mail = Message.objects.get(purpose="sign_in_changed")
    assert "your password for My Interspace was changed" in mail.text


@pytest.mark.parametrize("email", ["alba@customer.example", "nobody@customer.example"])
def test_a_forgotten_password_is_answered_alike(cast: Cast, email: str) -> None:
    client = Client()
    client.cookies["django_language"] = "en"
    page = client.post("/sign-in/forgotten/", {"email": email.upper()}).content.decode()
    assert f"If {email} can sign in here" in page
    sent = Message.objects.filter(purpose="password_reset")
    assert [mail.to_address for mail in sent] == ([email] if email.startswith("alba") else [])


def test_the_reset_link_leads_to_the_page_and_ends_every_session(cast: Cast) -> None:
    before = sign_in(cast.alba)
    Client().post("/sign-in/forgotten/", {"email": cast.alba.email})
    url = Message.objects.get(purpose="password_reset").told["url"]
    path = "/new-password/" + url.rstrip("/").rpartition("/")[2] + "/"
    assert Client().post(path, {"password": NEW, "again": NEW}).status_code == 302
    assert before.get("/services/").status_code == 302
    sign_in(cast.alba, NEW)


def test_signing_in_gives_the_session_another_key(cast: Cast) -> None:
    client = Client()
    client.post("/sign-in/code/", {"email": cast.alba.email})
    before = client.session.session_key
    code = Message.objects.get(purpose="sign_in_code").told["code"]
    client.post("/sign-in/code/typed/", {"code": code})
    assert client.session.session_key != before


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "http://localhost:9/",
        "javascript:alert(1)",
        "/\\evil.example",
    ],
)
def test_signing_in_leads_to_no_other_site(cast: Cast, target: str) -> None:
    given = {"username": cast.alba.email, "password": PASSWORD, "next": target}
    assert Client().post("/sign-in/", given).headers["Location"] == "/"


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (FIREFOX, Device("Firefox", "Linux")),
        (IPHONE, Device("Safari", "iPhone")),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537 Edg/120", Device("Edge", "Windows")),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile Safari", Device("Chrome", "Android")),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14) Version/17 Safari", Device("Safari", "macOS")),
        ("", Device("", "")),
    ],
)
def test_a_browser_is_named_as_its_owner_knows_it(agent: str, device: Device) -> None:
    assert device_of(agent) == device
