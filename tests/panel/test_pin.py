"""The telephone PIN in the panel: set, changed, done without; shown to nobody."""

from __future__ import annotations

from django.contrib.auth.hashers import check_password
from django.test import Client

from qendra.intake.phone.models import CallerPin
from tests.cast import Cast

PAGE, PIN = "/account/pin/", "804713"


def test_a_contact_sets_their_pin_and_does_without_it_again(cast: Cast, client: Client) -> None:
    client.force_login(cast.alba)
    assert "You have none yet." in client.get(PAGE).text
    page = client.post(PAGE, {"pin": PIN}, follow=True).text
    assert "You have a PIN." in page
    assert PIN not in page
    assert check_password(PIN, CallerPin.objects.get(person=cast.alba).hash)
    assert "You have none yet." in client.post(PAGE, {"remove": "1"}, follow=True).text
    assert not CallerPin.objects.exists()


def test_an_easy_one_is_named_and_nothing_is_kept(cast: Cast, client: Client) -> None:
    client.force_login(cast.alba)
    response = client.post(PAGE, {"pin": "123456"})
    assert response.status_code == 422
    assert "Somebody would try this one first." in response.text
    assert not CallerPin.objects.exists()


def test_only_contacts_have_one_and_find_it_in_their_account(cast: Cast, client: Client) -> None:
    client.force_login(cast.elira)
    assert client.get(PAGE).status_code == 404
    assert PAGE not in client.get("/account/").text
    client.force_login(cast.alba)
    assert PAGE in client.get("/account/").text
