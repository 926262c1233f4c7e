"""The pages of people, roles and teams, and of leaving: as an administrator uses them."""

from __future__ import annotations

import pytest
from django.test import Client

from qendra.accounts.models import Person, Role, Team
from qendra.accounts.rights import Right
from qendra.accounts.wording import RIGHTS
from qendra.outbox.models import Message
from qendra.staff.models import Leaving
from tests.cast import Cast
from tests.desk.settings.pages import drawn_in, fields_of, text_of
from tests.escalation.night import publish

STAFF = "/desk/settings/staff/"


@pytest.fixture
def jon(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.jon)
    return client


def form_of(person: Person, **changes: object) -> dict[str, object]:
    values = {name: getattr(person, name) for name in ("name", "email", "language", "time_zone")}
    roles = list(person.roles.values_list("id", flat=True))
    return values | {"phone": person.phone, "roles": roles} | changes


def test_somebody_new_is_invited_by_mail(cast: Cast, jon: Client) -> None:
    agent = Role.objects.get(key="agent")
    given = form_of(cast.elira, name="Lule", email="Lule@interspace.example", roles=[agent.id])
    assert jon.post(f"{STAFF}new/", given).status_code == 302
    lule = Person.objects.get(email="lule@interspace.example")
    assert lule.has_right(Right.WORK)
    assert Message.objects.filter(to_address=lule.email, purpose="invitation").exists()
    assert "Lule" in jon.get(STAFF).content.decode()
    again = jon.post(f"{STAFF}new/", given)
    assert again.status_code == 422
    assert "already belongs to somebody" in again.content.decode()


def test_a_change_of_a_person_is_kept_and_told(cast: Cast, jon: Client) -> None:
    address = f"{STAFF}{cast.elira.id}/"
    assert jon.post(address, form_of(cast.elira, phone="+355 69 111")).status_code == 302
    page = jon.get(address).content.decode()
    assert "<ins><bdi>+355 69 111</bdi></ins>" in page
    assert "Jon" in page


def test_every_right_is_explained_where_it_is_given(cast: Cast, jon: Client) -> None:
    role = Role.objects.get(key="agent")
    address = f"/desk/settings/roles/{role.id}/"
    page = jon.get(address).content.decode()
    for right in Right:
        assert str(RIGHTS[right].name) in page
        assert str(RIGHTS[right].description).replace("'", "&#x27;") in page
    given = {"name": "Agent", "rights": ["note"], "requires_second_factor": "on"}
    assert jon.post(address, given).status_code == 302
    role.refresh_from_db()
    assert (role.rights, role.requires_second_factor) == (["see", "note"], True)


def test_the_last_administrator_is_told_why_not_and_loses_no_word(cast: Cast, jon: Client) -> None:
    agent = Role.objects.get(key="agent")
    given = form_of(cast.jon, name="Jon the Elder", roles=[agent.id])
    answer = jon.post(f"{STAFF}{cast.jon.id}/", given)
    assert answer.status_code == 422
    assert "Nobody could administer any more" in answer.content.decode()
    assert "Jon the Elder" in answer.content.decode()


def test_a_team_is_limited_on_its_page(cast: Cast, jon: Client) -> None:
    address = f"/desk/settings/teams/{cast.first_line.id}/"
    given = {
        "name": "First line", "members": [cast.elira.id], "is_limited": "on",
        "customers": [cast.northwind.id],
    }  # fmt: skip
    assert jon.post(address, given).status_code == 302
    assert Person.objects.get(id=cast.elira.id).is_limited
    assert "Northwind" in jon.get("/desk/settings/teams/").content.decode()
    del given["is_limited"]
    jon.post(address, given)
    assert not Team.objects.get(id=cast.first_line.id).is_limited


def test_leaving_shows_what_is_held_and_asks_to_whom_it_goes(cast: Cast, jon: Client) -> None:
    publish(cast.faik, cast.hana)
    address = f"{STAFF}{cast.hana.id}/leaving/"
    page = jon.get(address)
    assert [level.number for level in page.context["held"].places] == [2]
    refused = jon.post(address, {"reason": "A new post."})
    assert refused.status_code == 422
    assert "would be empty" in refused.content.decode()
    assert "A new post." in refused.content.decode()
    assert jon.post(address, {"places": cast.iris.id}).status_code == 302
    assert Leaving.objects.get().person == cast.hana
    assert "former" in jon.get(STAFF).content.decode()
    assert jon.get(address).status_code == 404


def test_whoever_left_can_come_back_by_an_invitation(cast: Cast, jon: Client) -> None:
    jon.post(f"{STAFF}{cast.gent.id}/leaving/")
    Leaving.objects.update(finished_at=cast.gent.created_at)
    assert jon.post(f"{STAFF}{cast.gent.id}/return/").status_code == 302
    cast.gent.refresh_from_db()
    assert cast.gent.is_active
    assert Message.objects.filter(to_address=cast.gent.email, purpose="invitation").exists()


def test_of_two_administrators_at_a_person_the_second_is_told_and_loses_no_word(
    cast: Cast, jon: Client
) -> None:
    address, was = f"{STAFF}{cast.elira.id}/", cast.elira.phone
    mine = fields_of(jon, address) | {"name": "Elira Hoxha"}
    both = list(Role.objects.filter(key__in=["agent", "supervisor"]).values_list("id", flat=True))
    jon.post(address, fields_of(jon, address) | {"phone": "+355 69 222", "roles": both})
    crossed = jon.post(address, mine)
    assert crossed.status_code == 409
    assert 'value="Elira Hoxha"' in crossed.content.decode()
    told = text_of(crossed)
    assert f"Telephone: {was} +355 69 222" in told
    assert "Roles: Agent Supervisor, Agent" in told
    cast.elira.refresh_from_db()
    assert (cast.elira.name, cast.elira.phone) == ("Elira", "+355 69 222")
    again = mine | {"drawn": drawn_in(crossed), "phone": "+355 69 222", "roles": both}
    assert jon.post(address, again).status_code == 302


def test_of_two_administrators_at_a_role_the_second_gives_no_right_back(
    cast: Cast, jon: Client
) -> None:
    role = Role.objects.get(key="agent")
    address = f"/desk/settings/roles/{role.id}/"
    mine = fields_of(jon, address) | {"description": "Mine"}
    jon.post(address, fields_of(jon, address) | {"name": "First line", "rights": ["see", "note"]})
    crossed = jon.post(address, mine)
    assert crossed.status_code == 409
    told = text_of(crossed)
    assert "Name: Agent First line" in told
    assert 'value="Mine"' in crossed.content.decode()
    role.refresh_from_db()
    assert (role.rights, role.description) == (["see", "note"], "")


def test_of_two_administrators_at_a_team_the_second_takes_no_limit_away(
    cast: Cast, jon: Client
) -> None:
    address = f"/desk/settings/teams/{cast.first_line.id}/"
    mine = fields_of(jon, address) | {"name": "Day shift"}
    limited = {"is_limited": "on", "customers": [cast.northwind.id]}
    assert jon.post(address, fields_of(jon, address) | limited).status_code == 302
    crossed = jon.post(address, mine)
    assert crossed.status_code == 409
    assert "Customers: – Northwind" in text_of(crossed)
    assert 'value="Day shift"' in crossed.content.decode()
    cast.first_line.refresh_from_db()
    assert cast.first_line.is_limited
    stays = jon.post(address, mine | limited | {"drawn": drawn_in(crossed)})
    assert stays.status_code == 302


def test_what_is_refused_still_stands_on_what_its_reader_saw(cast: Cast, jon: Client) -> None:
    address = f"{STAFF}{cast.elira.id}/"
    mine = fields_of(jon, address) | {"name": ""}
    jon.post(address, fields_of(jon, address) | {"phone": "+355 69 333"})
    refused = jon.post(address, mine)
    assert refused.status_code == 422
    again = jon.post(address, mine | {"name": "Elira H.", "drawn": drawn_in(refused)})
    assert again.status_code == 409
