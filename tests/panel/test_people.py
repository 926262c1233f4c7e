"""A customer's people, managed by the customer (experience: Users)."""

from __future__ import annotations

from django.core import mail
from django.test import Client

from qendra.accounts.models import Person
from qendra.catalogue.actions import add_member
from qendra.catalogue.models import Membership
from qendra.catalogue.rights import CustomerRight
from qendra.history.models import Change
from qendra.outbox.models import Message
from tests.browsers import Browser
from tests.cast import Cast

EMA = {"name": "Ema", "email": "Ema@customer.example", "language": "de", "rights": ["see_own"]}


def invited(browser: Client, cast: Cast, **changes: object) -> Membership:
    browser.post(f"/people/of/{cast.northwind.id}/new/", EMA | changes)
    return Membership.objects.get(person__email="ema@customer.example", customer=cast.northwind)


def of(cast: Cast, person: Person) -> Membership:
    return Membership.objects.get(person=person, customer=cast.northwind)


def test_a_manager_invites_a_colleague_who_gets_a_mail_in_their_language(
    alba: Client, cast: Cast
) -> None:
    membership = invited(alba, cast)
    assert (membership.rights, membership.person.name) == (["see_own"], "Ema")
    letter = Message.objects.get(to_address="ema@customer.example")
    assert (letter.purpose, letter.language) == ("invitation", "de")
    assert "has not signed in yet" in alba.get("/people/").content.decode()
    assert mail.outbox == []


def test_the_invitation_is_sent_again(alba: Client, cast: Cast) -> None:
    membership = invited(alba, cast)
    alba.post(f"/people/{membership.id}/invitation/")
    assert Message.objects.filter(purpose="invitation").count() == 2


def test_who_signs_in_already_gets_no_second_invitation(alba: Client, cast: Cast) -> None:
    answer = alba.post(f"/people/{of(cast, cast.besa).id}/invitation/", follow=True)
    assert "Besa can sign in already." in answer.content.decode()
    assert not Message.objects.exists()


def test_a_person_of_another_customer_joins_and_nobody_learns_of_the_other(
    alba: Client, cast: Cast
) -> None:
    given = {**EMA, "name": "C.", "email": cast.cedric.email}
    page = alba.post(f"/people/of/{cast.northwind.id}/new/", given, follow=True).content.decode()
    assert of(cast, cast.cedric).rights == ["see_own"]
    assert Message.objects.get(to_address=cast.cedric.email).purpose == "member"
    assert "Southport" not in page


def test_rights_are_changed_and_the_change_stands_with_who_made_it(
    alba: Client, cast: Cast
) -> None:
    membership = of(cast, cast.besa)
    alba.post(f"/people/{membership.id}/", {"rights": ["see_all", "escalate"]})
    assert of(cast, cast.besa).rights == ["see_all", "escalate"]
    change = Change.objects.get(subject_kind="people_of_customer", subject_id=cast.northwind.id)
    assert change.actor_name == "Alba"
    page = alba.get("/people/").content.decode()
    assert "See all tickets, Escalate" in page


def test_every_right_stands_with_its_explanation(alba: Client, cast: Cast) -> None:
    page = alba.get(f"/people/{of(cast, cast.besa).id}/").content.decode()
    for right in CustomerRight:
        assert f'value="{right}"' in page
    assert "Ask for the next level when a repair takes too long." in page


def test_a_removed_person_sees_nothing_and_their_name_stays_in_the_history(
    alba: Client, browser: Browser, cast: Cast
) -> None:
    alba.post(f"/people/{of(cast, cast.besa).id}/removal/")
    assert not Membership.objects.filter(person=cast.besa).exists()
    assert browser(cast.besa).get("/services/").status_code == 404
    page = alba.get("/people/").content.decode()
    assert "Besa (besa@customer.example)" in page


def test_the_last_manager_of_people_stays_one(alba: Client, cast: Cast) -> None:
    add_member(person=cast.drita, customer=cast.northwind, rights=[CustomerRight.REPORT])
    own = of(cast, cast.alba)
    page = alba.post(f"/people/{own.id}/", {"rights": ["see_all"]}).content.decode()
    assert "Nobody else may manage your people." in page
    alba.post(f"/people/{own.id}/removal/")
    assert of(cast, cast.alba).has(CustomerRight.MANAGE_PEOPLE)


def test_a_manager_who_left_counts_for_nobody(alba: Client, cast: Cast) -> None:
    Person.objects.filter(id=cast.drita.id).update(is_active=False)
    alba.post(f"/people/{of(cast, cast.alba).id}/removal/")
    assert Membership.objects.filter(person=cast.alba).exists()


def test_who_does_not_manage_people_sees_no_way_there(
    alba: Client, browser: Browser, cast: Cast
) -> None:
    assert 'href="/people/"' in alba.get("/").content.decode()
    assert 'href="/people/"' not in browser(cast.besa).get("/").content.decode()


def test_somebody_who_is_there_is_not_invited_twice(alba: Client, cast: Cast) -> None:
    given = {**EMA, "email": cast.besa.email}
    page = alba.post(f"/people/of/{cast.northwind.id}/new/", given).content.decode()
    assert "is one of your people already" in page
    assert 'value="Ema"' in page
