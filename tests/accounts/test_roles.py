"""Roles are sets of named rights that the provider changes; people hold them."""

from __future__ import annotations

import importlib

import pytest
from django.db import connection
from django.test import Client
from django.utils import translation

from qendra.accounts.actions import change_role, create_person, create_role, give_roles, remove_role
from qendra.accounts.models import Person, Role
from qendra.accounts.rights import RIGHTS, DefaultRole, Right
from qendra.accounts.selectors import administrators, staff_who_can_work, standing_in
from qendra.history.selectors import changes_of
from qendra.lib.errors import Refused
from tests.cast import NOW, Cast, desk, with_roles

MIGRATION = "qendra.accounts.migrations.0003_roles"
ANNOUNCING = "qendra.accounts.migrations.0004_right_to_announce"
ROTAS = "qendra.accounts.migrations.0005_right_to_rotas"


def role(key: DefaultRole) -> Role:
    return Role.objects.get(key=key)


def changed(cast: Cast, key: DefaultRole, *rights: Right, **more: object) -> Role:
    return change_role(
        actor=desk(cast.jon), now=NOW, role_id=role(key).id, name="", rights=rights,
        **more,  # type: ignore[arg-type]  # a test names what it changes
    )  # fmt: skip


def test_the_delivered_roles_give_what_the_code_says(db: None) -> None:
    Role.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(importlib.import_module(MIGRATION).DELIVER)
        cursor.execute(importlib.import_module(ANNOUNCING).GIVE)
        cursor.execute(importlib.import_module(ROTAS).GIVE)
    given = {DefaultRole(each.key or ""): each.rights for each in Role.objects.all()}
    assert {key: set(rights) for key, rights in given.items()} == {
        key: {str(right) for right in rights} for key, rights in RIGHTS.items()
    }


def test_who_holds_a_role_that_gains_the_right_to_announce_may_at_once(cast: Cast) -> None:
    Person.objects.filter(id__in=[cast.faik.id, cast.elira.id]).update(rights=["see", "note"])
    with connection.cursor() as cursor:
        cursor.execute(importlib.import_module(ANNOUNCING).GIVE)
        cursor.execute(importlib.import_module(ANNOUNCING).GIVE)
    assert Person.objects.get(id=cast.faik.id).rights == ["see", "note", "announce"]
    assert Person.objects.get(id=cast.elira.id).rights == ["see", "note"]


def test_a_role_that_gains_a_right_gives_it_to_everybody_who_holds_it_at_once(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.hana)
    assert client.get("/desk/calls/new/").status_code == 404
    changed(cast, DefaultRole.LADDER_HOLDER, Right.WORK)
    assert client.get("/desk/calls/new/").status_code == 200
    changed(cast, DefaultRole.LADDER_HOLDER, Right.NOTE)
    assert client.get("/desk/calls/new/").status_code == 404


def test_a_right_costs_no_query(cast: Cast) -> None:
    person = Person.objects.get(id=cast.elira.id)
    with connection.execute_wrapper(_no_query):
        assert person.has_right(Right.WORK)
        assert not person.has_right(Right.ADMINISTER)


def test_rights_of_several_roles_add_up(cast: Cast) -> None:
    with_roles(cast.elira, DefaultRole.AUDITOR, DefaultRole.LADDER_HOLDER)
    assert {right for right in Right if cast.elira.has_right(right)} == {
        Right.SEE, Right.NOTE, Right.ACKNOWLEDGE,
    }  # fmt: skip
    with_roles(cast.elira)
    assert not cast.elira.is_staff_member


def test_whoever_may_do_anything_may_also_see(cast: Cast) -> None:
    made = create_role(actor=desk(cast.jon), now=NOW, name="Writer", rights=[Right.NOTE])
    assert made.rights == ["see", "note"]


def test_lists_of_staff_follow_rights_and_not_names(cast: Cast) -> None:
    made = create_role(
        actor=desk(cast.jon), now=NOW, name="Night", rights=[Right.WORK, Right.ADMINISTER]
    )
    give_roles(actor=desk(cast.jon), now=NOW, person=cast.iris, roles=[made])
    changed(cast, DefaultRole.AGENT, Right.NOTE)
    assert list(staff_who_can_work()) == [cast.faik, cast.iris, cast.jon]
    assert list(administrators()) == [cast.iris, cast.jon]


def test_who_stands_in_does_so_by_a_role_not_by_being_the_administrator(cast: Cast) -> None:
    assert list(standing_in()) == [cast.faik]
    made = create_role(actor=desk(cast.jon), now=NOW, name="Duty", rights=[Right.SUPERVISE])
    administrator = role(DefaultRole.ADMINISTRATOR)
    give_roles(actor=desk(cast.jon), now=NOW, person=cast.jon, roles=[administrator, made])
    assert list(standing_in()) == [cast.faik, cast.jon]
    changed(cast, DefaultRole.SUPERVISOR, Right.WORK)
    assert list(standing_in()) == [cast.jon]


def test_the_second_factor_is_needed_by_whoever_holds_a_role_that_asks_for_it(cast: Cast) -> None:
    changed(cast, DefaultRole.AGENT, Right.WORK, requires_second_factor=True)
    cast.elira.refresh_from_db()
    assert cast.elira.needs_second_factor
    with_roles(cast.elira, DefaultRole.AUDITOR)
    assert not cast.elira.needs_second_factor


def test_the_last_administrator_cannot_lose_the_right_to_administer(cast: Cast) -> None:
    with pytest.raises(Refused, match="Nobody could administer any more"):
        with_roles(cast.jon, DefaultRole.AGENT)
    # Somebody who cannot sign in is nobody to rely on.
    create_person(
        name="Kled", email="kled@interspace.example", now=NOW, roles=[DefaultRole.ADMINISTRATOR]
    )
    with pytest.raises(Refused, match="Nobody could administer any more"):
        with_roles(cast.jon, DefaultRole.AGENT)
    with_roles(cast.faik, DefaultRole.ADMINISTRATOR)
    with_roles(cast.jon, DefaultRole.AGENT)
    assert not cast.jon.has_right(Right.ADMINISTER)


def test_a_role_that_alone_gives_a_right_to_administer_keeps_it(cast: Cast) -> None:
    both = [Right.ADMINISTER, Right.MANAGE_STAFF]
    made = create_role(actor=desk(cast.jon), now=NOW, name="House", rights=both)
    give_roles(actor=desk(cast.jon), now=NOW, person=cast.jon, roles=[made])
    with pytest.raises(Refused, match="Nobody could administer any more"):
        change_role(
            actor=desk(cast.jon), now=NOW, role_id=made.id, name="House", rights=[Right.ADMINISTER]
        )
    assert Role.objects.get(id=made.id).rights == ["see", "administer", "manage_staff"]


def test_the_administrators_role_keeps_every_right(cast: Cast) -> None:
    with pytest.raises(Refused, match="every right"):
        changed(cast, DefaultRole.ADMINISTRATOR, *(set(Right) - {Right.IMPORT}))
    changed(cast, DefaultRole.ADMINISTRATOR, *Right, requires_second_factor=True)
    assert role(DefaultRole.ADMINISTRATOR).requires_second_factor


def test_only_who_manages_staff_changes_roles(cast: Cast) -> None:
    boss = desk(cast.faik)
    refused = "needs the right “Manage staff”"
    with pytest.raises(Refused, match=refused):
        create_role(actor=boss, now=NOW, name="Mine", rights=list(Right))
    with pytest.raises(Refused, match=refused):
        give_roles(actor=boss, now=NOW, person=cast.faik, roles=list(Role.objects.all()))
    with pytest.raises(Refused, match=refused):
        change_role(actor=boss, now=NOW, role_id=1, name="", rights=list(Right))
    with pytest.raises(Refused, match=refused):
        remove_role(actor=boss, now=NOW, role_id=1)


def test_a_role_goes_only_when_nobody_holds_it_and_the_six_never(cast: Cast) -> None:
    made = create_role(actor=desk(cast.jon), now=NOW, name="Night", rights=[Right.WORK])
    give_roles(actor=desk(cast.jon), now=NOW, person=cast.iris, roles=[made])
    with pytest.raises(Refused, match="Somebody holds this role"):
        remove_role(actor=desk(cast.jon), now=NOW, role_id=made.id)
    with_roles(cast.iris, DefaultRole.PROBLEM_MANAGER)
    remove_role(actor=desk(cast.jon), now=NOW, role_id=made.id)
    assert not Role.objects.filter(id=made.id).exists()
    with pytest.raises(Refused, match="always there"):
        remove_role(actor=desk(cast.jon), now=NOW, role_id=role(DefaultRole.AUDITOR).id)


@pytest.mark.parametrize("name", ["", "  ", "agent", "SUPERVISOR"])
def test_a_role_has_a_name_of_its_own(name: str, cast: Cast) -> None:
    with pytest.raises(Refused, match="name"):
        create_role(actor=desk(cast.jon), now=NOW, name=name, rights=[Right.SEE])


def test_a_role_without_any_right_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="without any right"):
        changed(cast, DefaultRole.AGENT)


def test_a_delivered_name_is_read_in_every_language_until_it_is_changed(cast: Cast) -> None:
    auditor = changed(cast, DefaultRole.AUDITOR, Right.SEE)
    with translation.override("sq"):
        assert str(auditor) == "Auditues"
        kept = named(cast, auditor, "Auditues")
        assert kept.name == ""
    own = named(cast, auditor, "Inspector")
    with translation.override("sq"):
        assert str(own) == "Inspector"


def named(cast: Cast, role: Role, name: str) -> Role:
    actor = desk(cast.jon)
    return change_role(actor=actor, now=NOW, role_id=role.id, name=name, rights=[Right.SEE])


def test_every_change_is_in_the_history(cast: Cast) -> None:
    agent = changed(cast, DefaultRole.AGENT, Right.NOTE, reason="The audit asks for it.")
    [change] = changes_of("role", agent.id)
    assert (change.before["rights"], change.after["rights"]) == (
        ["see", "note", "work", "escalate"], ["see", "note"],
    )  # fmt: skip
    assert (change.actor_name, change.reason) == ("Jon", "The audit asks for it.")
    give_roles(actor=desk(cast.jon), now=NOW, person=cast.gent, roles=[role(DefaultRole.AGENT)])
    [change] = changes_of("person", cast.gent.id)
    assert (change.before, change.after) == ({"roles": ["auditor"]}, {"roles": ["agent"]})


def test_the_version_before_this_one_still_reads_who_is_what(cast: Cast) -> None:
    made = create_role(actor=desk(cast.jon), now=NOW, name="Night", rights=[Right.WORK])
    roles = [made, role(DefaultRole.AGENT), role(DefaultRole.AUDITOR)]
    give_roles(actor=desk(cast.jon), now=NOW, person=cast.iris, roles=roles)
    assert cast.iris.former_roles == ["agent", "auditor"]


def _no_query(execute: object, sql: str, *_: object) -> None:
    raise AssertionError(sql)
