"""The one door: ``/live`` is a stream of its own, everything else one of Django's pages."""

from __future__ import annotations

import gc
import os
from functools import cache

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from qendra.live.hub import Hub
from qendra.live.listening import Listener
from qendra.live.stream import Streams
from qendra.project.bridge import Pages, Receive, Scope, Send
from qendra.project.pulse_watch import PulseWatch
from qendra.project.shares import Shares
from qendra.project.stopping import when_stopped

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qendra.project.settings")

_shares = Shares()
_hub = Hub()
_streams = Streams(_hub)


@cache
def _pages() -> Pages:
    """Made only when somebody serves: what gives out static files looks once which there are."""
    return Pages(get_wsgi_application(), settings.WEB_THREADS, _shares)


def make_ready_to_fork() -> None:
    """All that the web processes have in common is here, and none of them touches it again.

    The collector would write into every object, and a page of memory that is written to is no
    longer shared.
    """
    _pages()
    get_resolver().url_patterns  # noqa: B018  # reads the modules of all pages
    gc.collect()
    gc.freeze()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """What granian calls."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["path"] == "/live":
        await _streams(scope, receive, send)
    else:
        await _pages()(scope, receive, send)


async def _live(receive: Receive, send: Send) -> None:
    """From the start of this process to its end."""
    listener = Listener(_hub, settings.LIVE_DATABASE_URL)
    pulse = PulseWatch(settings.LIVE_DATABASE_URL, _hub.look)
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            listener.start()
            pulse.start()
            _shares.join()
            # The server waits for open answers to end, and those of streams never would.
            when_stopped(_hub.close)
        else:
            await listener.stop()
            await pulse.stop()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
