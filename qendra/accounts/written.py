"""People and roles as text by field: what their pages show, and the version of their forms."""

from __future__ import annotations

from qendra.accounts.models import Person, Role

OF_PERSON = ("name", "email", "phone", "language", "time_zone")


def person_values(person: Person) -> dict[str, str]:
    """What is known of a person, and by their keys the roles that they hold."""
    held = person.roles.order_by("id").values_list("id", flat=True)
    values = {name: getattr(person, name) or "" for name in OF_PERSON}
    return values | {"roles": " ".join(map(str, held))}


def role_values(role: Role) -> dict[str, str]:
    """What a role allows. A delivered name is none, whatever language it is read in."""
    return {
        "name": role.name,
        "description": role.description,
        "rights": " ".join(role.rights),
        "requires_second_factor": "on" if role.requires_second_factor else "",
    }
