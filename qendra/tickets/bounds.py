"""How long what somebody writes may be, in characters; the same in the panel, on the desk and
through the API. Mails are never refused for their length. Pure."""

from __future__ import annotations

SUBJECT = 300
# A report, an answer, a note, a call.
WORDS = 50_000
# The fact of S6; a report's words are cut to it.
DESCRIPTION = 2_000
CIRCUIT_ID = 100
TEST_RESULTS = 200_000
# Why something is done; read at a glance.
REASON = 2_000
