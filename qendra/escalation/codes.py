"""The short code by which somebody names a step without a link: by SMS, or on the telephone.

Pure: no Django. It proves nothing: who answers is known by the number that was paged. Two steps
of one person have the same code only when a hundred thousand others lie between them.
"""

from __future__ import annotations

_CODES = 100_000
# Prime to the number of codes, so that neighbours look nothing like each other and none collide.
_STRIDE, _FIRST = 61_813, 27_182


def code_of(step_id: int) -> str:
    """Five digits."""
    return f"{(step_id * _STRIDE + _FIRST) % _CODES:05d}"
