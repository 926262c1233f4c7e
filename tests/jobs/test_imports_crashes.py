"""A worker that is killed while it imports: every line is written once, none is forgotten."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from threading import Event

import pytest

from qendra.catalogue.actions.importing import apply_import
from qendra.catalogue.models import Customer, Import
from qendra.history.models import Change
from tests.cast import NOW, desk, make_cast
from tests.catalogue.files import checked, work

LINES = 600
KILLS = 4

WORKER = """
import sys
from datetime import datetime
import django
django.setup()
from tests.database import point_django_at
point_django_at(sys.argv[1])
from qendra.jobs import imports
print("ready", flush=True)
while imports.run_once(now=datetime.fromisoformat(sys.argv[2])):
    pass
"""


def _killed_after(seconds: float, database_url: str) -> None:
    """A worker of its own process, on the database of this test, ended at any line."""
    command = [sys.executable, "-c", WORKER, database_url, NOW.isoformat()]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as worker:
        assert worker.stdout
        assert worker.stdout.readline() == b"ready\n"
        Event().wait(seconds)
        worker.send_signal(signal.SIGKILL)


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_nothing_half_done(database_url: str) -> None:
    cast, chance = make_cast(), random.Random(7)
    text = "external_id,name\n" + "".join(f"N-{n},Name {n}\n" for n in range(LINES))
    run = checked("customers", text, cast.jon)
    apply_import(actor=desk(cast.jon), now=NOW, import_id=run.id)
    for _kill in range(KILLS):
        _killed_after(chance.uniform(0.02, 0.25), database_url)
        run.refresh_from_db()
        written = Customer.objects.filter(external_id__startswith="N-").count()
        assert written == run.lines.filter(is_applied=True).count()
    work()
    run.refresh_from_db()
    assert run.state == "done"
    assert Customer.objects.filter(external_id__startswith="N-").count() == LINES
    changes = Change.objects.filter(subject_kind="customers").values_list("subject_id", flat=True)
    assert len(changes) == len(set(changes)) == LINES
    assert Import.objects.count() == 1
