"""A worker that is killed loses no page, and repeats one in the one instant only, under its ID."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest

from qendra.paging.kinds import Kind
from qendra.paging.models import Page
from tests.cast import NOW, make_cast
from tests.paging.sending import made, page_on, queued_test, states
from tests.webhooks.receiver import Receiver

pytestmark = pytest.mark.django_db(transaction=True)

# A worker of its own process, on the database of this test.
WORKER = """
import sys
from datetime import datetime
import django
django.setup()
from django.conf import settings
from tests.database import point_django_at
from tests.webhooks.receiver import LOOPBACK
url, now = sys.argv[1:]
settings.WEBHOOK_NETWORKS = LOOPBACK
point_django_at(url)
from qendra.jobs.pages import run_once
run_once(now=datetime.fromisoformat(now))
"""


def test_a_kill_between_acceptance_and_commit_repeats_the_page_under_the_same_id(
    server: Receiver, database_url: str, db: None
) -> None:
    make_cast()
    transport = made(Kind.WEBHOOK)
    queued_test(transport, server.url)
    worker = subprocess.Popen([sys.executable, "-c", WORKER, database_url, NOW.isoformat()])
    server.on_request = lambda _: worker.kill()
    assert worker.wait(60) == -signal.SIGKILL
    server.on_request = None
    assert states() == ["waiting"]
    assert page_on(NOW + timedelta(seconds=59)) == 0
    assert page_on(NOW + timedelta(seconds=61)) == 1
    assert list(Counter(server.ids).values()) == [2]
    assert (states(), Page.objects.get().repeats) == (["taken"], 1)
