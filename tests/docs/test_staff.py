"""docs/staff.md says of each right and role what the code says."""

from __future__ import annotations

from qendra.accounts.rights import RIGHTS, DefaultRole, Right
from qendra.accounts.wording import RIGHTS as WORDING
from tests.architecture.source import REPOSITORY


def test_the_table_of_rights_is_what_is_delivered() -> None:
    text = (REPOSITORY / "docs" / "staff.md").read_text()
    rows = [line.strip()[1:-1].split("|") for line in text.splitlines() if line[:3] == "| `"]
    told = {row[0].strip(" `"): [cell.strip() for cell in row[1:]] for row in rows}
    assert told == {
        right.value: [
            str(WORDING[right].name),
            *("yes" if right in RIGHTS[role] else "" for role in DefaultRole),
        ]
        for right in Right
    }
