"""Who asks: the session of a request and its person, two reads that every page begins with.

Both are read anew for each request, so that signing out, or leaving the house, holds at once.
"""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from qendra.accounts.models import Person
from qendra.lib.prepared import Prepared

_session = Prepared(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now),
    key="a key",
    now=datetime(1, 1, 1, tzinfo=UTC),
)
_person = Prepared(lambda person: Person.objects.filter(id=person), person=-1)


class SessionStore(db.SessionStore):
    """Django's sessions in the database, read by a prepared statement."""

    def _get_session_from_db(self) -> Session | None:
        found = _session(key=self.session_key, now=timezone.now())
        if not found:
            self._session_key = None
            return None
        return found[0]


class PersonBackend(ModelBackend):
    """Signing in with address and password; the person is read by a prepared statement."""

    def get_user(self, user_id: int) -> Person | None:
        found = _person(person=user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None
