"""The addresses of people, roles and teams, among the settings."""

from __future__ import annotations

from django.urls import path

from qendra.staff.views import leaving, people, roles, teams

app_name = "staff"

urlpatterns = [
    path("staff/", people.people, name="people"),
    path("staff/new/", people.new_person, name="new_person"),
    path("staff/<int:person_id>/", people.person, name="person"),
    path("staff/<int:person_id>/leaving/", leaving.leaving, name="leaving"),
    path("staff/<int:person_id>/return/", leaving.returning, name="returning"),
    path("roles/", roles.roles, name="roles"),
    path("roles/new/", roles.new_role, name="new_role"),
    path("roles/<int:role_id>/", roles.role, name="role"),
    path("teams/", teams.teams, name="teams"),
    path("teams/new/", teams.new_team, name="new_team"),
    path("teams/<int:team_id>/", teams.team, name="team"),
]
