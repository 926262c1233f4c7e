"""What a rule answers when it says no."""

from __future__ import annotations


class Refused(Exception):
    """A rule refused the request. The text is one sentence for the person who asked.

    It is already in the reader's language, names nothing that the reader may not see, and
    says what to do instead where there is something to do. Nothing was written.
    """


class Crossed(Refused):
    """Somebody else changed the ticket since the form was drawn; nothing was written."""
