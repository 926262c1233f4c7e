"""Writes about people, roles and teams."""

from qendra.accounts.actions.people import create_person, end_sessions, set_password
from qendra.accounts.actions.roles import change_role, create_role, give_roles, remove_role
from qendra.accounts.actions.teams import create_team

__all__ = [
    "change_role",
    "create_person",
    "create_role",
    "create_team",
    "end_sessions",
    "give_roles",
    "remove_role",
    "set_password",
]
