"""``python -m qendra.project`` is the command ``qendra``."""

from __future__ import annotations

import sys

from qendra.project.cli import main

if __name__ == "__main__":
    sys.exit(main())
