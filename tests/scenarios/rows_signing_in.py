"""Signing in and what each may set about it: who is answered how."""

from __future__ import annotations

from tests.cast import PASSWORD
from tests.scenarios.answers import FOUND, OK, Row, everybody

NEW = f"{PASSWORD}, again"

SIGNING_IN = {
    # Behind a signed link whoever holds it may act, signed in or not.
    "signing_in:new_password": Row(
        get=everybody(OK),
        post=everybody(FOUND),
        arguments=lambda scene: [scene.password_token],
        form=lambda _: {"password": NEW, "again": NEW},
    ),
}
