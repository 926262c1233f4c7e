"""The database made ready before the servers start: one program, since each costs half a second.

Prints the demo sign-ins when this installation is the demo.
"""

from __future__ import annotations

import sys

from qendra.project.cli import main
from qendra.project.server.options import EMPTY


def prepare(arguments: list[str]) -> int:
    """Migrations, and the demo provider where there is no other and it is wanted."""
    failed = main(["migrate", "--quiet"])
    return failed if failed or EMPTY in arguments else main(["demo", "--if-empty"])


if __name__ == "__main__":
    sys.exit(prepare(sys.argv[1:]))
