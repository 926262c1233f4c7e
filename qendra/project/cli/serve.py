"""``qendra serve``: the pages over HTTP, until stopped."""

from __future__ import annotations

import argparse
import os
import resource
from datetime import UTC, datetime

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.utils import DatabaseError, InterfaceError
from granian import Granian
from granian.constants import Interfaces, Loops
from granian.log import LogLevels

from qendra.desk.settings.setup import set_up_link
from qendra.live.hub import MOST_STREAMS
from qendra.project.asgi import make_ready_to_fork
from qendra.project.away import is_away
from qendra.project.ports import require_free
from qendra.project.schema import require_known

# Long enough for the slowest page; what hangs longer is not waited for.
STOP_PATIENCE = 5


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--bind", default=settings.BIND, help="address (%(default)s)")
    parser.add_argument("--port", type=int, default=settings.WEB_PORT, help="(%(default)s)")
    parser.add_argument("--workers", type=int, default=2, help="processes (%(default)s)")
    parser.add_argument(
        "--threads", type=int, default=settings.WEB_THREADS, help="in each process (%(default)s)"
    )


def run(options: argparse.Namespace) -> int:
    """Refuses tables of another version; says where to begin when nobody is there yet.

    While the database is away pages answer with 503.
    """
    require_free(options.bind, options.port)
    _require_known_unless_away()
    call_command("collectstatic", interactive=False, verbosity=0)
    # The processes are forked with the settings of this one; a program that they start reads these.
    settings.WEB_THREADS = options.threads
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qendra.project.settings")
    os.environ |= {
        "QENDRA_BIND": options.bind,
        "QENDRA_WEB_PORT": str(options.port),
        "QENDRA_WEB_THREADS": str(options.threads),
    }
    _allow_many_streams()
    make_ready_to_fork()
    Granian(
        "qendra.project.asgi:application",
        address=options.bind,
        port=options.port,
        interface=Interfaces.ASGI,
        # Signals are heard beside the loop's own handling of them (qendra/project/stopping.py).
        loop=Loops.asyncio,
        workers=options.workers,
        # Open streams count as requests; pages want room besides.
        backpressure=2 * MOST_STREAMS,
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig=settings.LOGGING,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_PATIENCE,
    ).serve()
    return 0


def _allow_many_streams() -> None:
    """Each open page is an open file; many systems allow 1,024 until they are asked for more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard == resource.RLIM_INFINITY or soft < hard:
        wanted = 8 * MOST_STREAMS if hard == resource.RLIM_INFINITY else min(hard, 8 * MOST_STREAMS)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


def _require_known_unless_away() -> None:
    try:
        require_known()
        if link := set_up_link(datetime.now(UTC)):
            print(f"Set up Qendra: {link}", flush=True)
    except (DatabaseError, InterfaceError) as error:
        if not is_away(error):
            raise
    finally:
        connection.close()
