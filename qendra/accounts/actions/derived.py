"""What a person's roles and teams come to: kept on the person, in the same transaction.

So a request that has read its person knows their rights without another query, and a change
holds for the next request of every node.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from qendra.accounts.rights import Right
from qendra.accounts.selectors import staff_with_right
from qendra.lib.errors import Refused
from qendra.lib.work import forget

# What somebody must always be able to do, or nobody could give it back.
NEVER_LOST = (Right.ADMINISTER, Right.MANAGE_STAFF)

_DERIVE = """
UPDATE accounts_person AS person SET
  rights = ARRAY(
    SELECT DISTINCT each FROM accounts_person_roles AS held
      JOIN accounts_role AS role ON role.id = held.role_id, unnest(role.rights) AS each
     WHERE held.person_id = person.id ORDER BY each),
  needs_second_factor = EXISTS (
    SELECT FROM accounts_person_roles AS held JOIN accounts_role AS role ON role.id = held.role_id
     WHERE held.person_id = person.id AND role.requires_second_factor),
  is_limited = coalesce((
    SELECT bool_and(team.is_limited) FROM accounts_team_members AS member
      JOIN accounts_team AS team ON team.id = member.team_id
     WHERE member.person_id = person.id), false),
  roles = ARRAY(
    SELECT role.key FROM accounts_person_roles AS held
      JOIN accounts_role AS role ON role.id = held.role_id
     WHERE held.person_id = person.id AND role.key IS NOT NULL ORDER BY role.id)
 WHERE person.id = ANY(%s)
"""


def hold_staff() -> None:
    """One writer of roles, teams and staff at a time: no two undo each other's sums."""
    forget()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('qendra staff'))")


def derive(people: Iterable[int]) -> None:
    """Write anew what the roles and teams of these people come to; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_DERIVE, [list(people)])


def lost_rights() -> frozenset[Right]:
    """Those rights of ``NEVER_LOST`` that nobody has who can sign in."""
    able = Q(last_login__isnull=False) | ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return frozenset(
        right
        for right in NEVER_LOST
        if not staff_with_right(right).exclude(email=None).filter(able).exists()
    )


def keep_an_administrator(before: frozenset[Right]) -> None:
    """Refused when a right that must never be lost was there ``before`` and is not any more."""
    if lost_rights() - before:
        raise Refused(
            _("Nobody could administer any more. Make somebody else an administrator first.")
        )
