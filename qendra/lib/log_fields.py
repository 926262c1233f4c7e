"""What the log lines of this moment are about: the request, the loop, the ticket.

A context variable carries it from the line that knows to the line that logs, so that threads
and requests do not mix.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

Fields = Mapping[str, object]

_NONE: Fields = MappingProxyType({})
_CARRIED = "qendra_log_fields"
_fields: ContextVar[Fields] = ContextVar("log_fields", default=_NONE)
_of_process: dict[str, object] = {}


def note(**fields: object) -> None:
    """Until the innermost ``about`` ends, lines are about this as well."""
    _fields.set({**_fields.get(), **fields})


def remember(**fields: object) -> None:
    """Lines of the whole process are about this, whatever is noted besides."""
    _of_process.update(fields)


def noted() -> dict[str, object]:
    """What a line of this moment is about."""
    return {**_of_process, **_fields.get()}


@contextmanager
def about(**fields: object) -> Iterator[None]:
    """Lines inside are about this as well; what is noted inside is forgotten at the end.

    An error that leaves takes along what was noted (``carried_by``): whoever logs it later
    says what it was about, and not what came after it.
    """
    token = _fields.set({**_fields.get(), **fields})
    try:
        yield
    except Exception as error:
        error.__dict__.setdefault(_CARRIED, _fields.get())
        raise
    finally:
        _fields.reset(token)


def carried_by(error: BaseException) -> dict[str, object]:
    """What lines were about when this error left the innermost ``about``."""
    return dict(error.__dict__.get(_CARRIED, _NONE))
