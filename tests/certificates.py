"""An authority of the test, the certificates that it signs, and a server that shows one."""

from __future__ import annotations

import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc"]


class Authority:
    """Signs certificates into a folder. ``file`` is its own, for those who trust it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.file = folder / "authority.pem"
        self._key = folder / "authority.key"
        _openssl("req", "-x509", *KEY, "-days", "3650", "-subj", "/CN=Authority of a test",
                 "-addext", "keyUsage=critical,keyCertSign",
                 "-keyout", self._key, "-out", self.file)  # fmt: skip

    def context(self, *, name: str = "localhost", days: int = 90) -> ssl.SSLContext:
        """What a server of this name needs, with a certificate for so many more days."""
        key, request, signed = (
            self._folder / f"{name}-{days}.{end}" for end in ("key", "req", "pem")
        )
        _openssl("req", *KEY, "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}",
                 "-keyout", key, "-out", request)  # fmt: skip
        _openssl("x509", "-req", "-in", request, "-days", str(days), "-copy_extensions", "copy",
                 "-CA", self.file, "-CAkey", self._key, "-out", signed)  # fmt: skip
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(signed, key)
        return context


@contextmanager
def tls_server(context: ssl.SSLContext) -> Iterator[int]:
    """The port of a server on loopback that shakes hands and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=_shake_hands, args=(listening, context), daemon=True)
        thread.start()
        yield int(listening.getsockname()[1])
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()


def _shake_hands(listening: socket.socket, context: ssl.SSLContext) -> None:
    while True:
        try:
            plain, _address = listening.accept()
        except OSError:
            return
        # Whoever refuses the certificate breaks off.
        with plain, suppress(OSError), context.wrap_socket(plain, server_side=True) as session:
            session.recv(1)


def _openssl(*arguments: str | Path) -> None:
    subprocess.run(
        ["/usr/bin/env", "openssl", *map(str, arguments)], check=True, capture_output=True
    )
