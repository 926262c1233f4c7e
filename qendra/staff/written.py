"""Teams as text by field: the version of their form."""

from __future__ import annotations

from qendra.accounts.models import Team


def team_values(team: Team) -> dict[str, str]:
    """A team, with its people and its customers by their keys."""
    members = team.members.order_by("id").values_list("id", flat=True)
    customers = team.limits.order_by("customer_id").values_list("customer_id", flat=True)
    return {
        "name": team.name,
        "is_first_line": "on" if team.is_first_line else "",
        "members": " ".join(map(str, members)),
        "is_limited": "on" if team.is_limited else "",
        "customers": " ".join(map(str, customers)),
    }
