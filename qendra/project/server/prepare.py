"""The database made ready before the servers start: one program, since each costs half a second.

Prints the demo sign-ins when this installation is the demo.
"""

from __future__ import annotations

import sys

from qendra.project.cli import main


def prepare() -> int:
    """Migrations, and the demo provider where there is no other."""
    return main(["migrate", "--quiet"]) or main(["demo", "--if-empty"])


if __name__ == "__main__":
    sys.exit(prepare())
