"""A real nginx with ``deploy/nginx.conf`` in front of a real Qendra, on loopback."""

from __future__ import annotations

import http.client
import re
import shutil
import ssl
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.core.files.base import ContentFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from qendra.files.fields import MOST_BYTES, MOST_FILES
from tests.database import another_database
from tests.project.programs import COMMAND, REPOSITORY, free_port, surroundings, wait_until

# nginx and Qendra are started once, by one worker of xdist.
pytestmark = pytest.mark.xdist_group("nginx")

CONFIG = REPOSITORY / "deploy" / "nginx.conf"
HOST = "support.example.net"
MEGABYTE = 2**20


@dataclass(frozen=True)
class Proxy:
    """Where nginx listens."""

    http: int
    https: int

    def ask(
        self, method: str, path: str, body: bytes = b"", **headers: str
    ) -> tuple[int, Message[str, str], str]:
        """Over TLS, as somebody who typed the address."""
        anybody = ssl._create_unverified_context()  # noqa: S323 (a certificate of this test)
        connection = http.client.HTTPSConnection(
            "127.0.0.1", self.https, timeout=30, context=anybody
        )
        return _answer(connection, method, path, body, headers)

    def ask_without_tls(self, path: str) -> tuple[int, Message[str, str], str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.http, timeout=30)
        return _answer(connection, "GET", path, b"", {})


@pytest.fixture(scope="module")
def proxy(database_url: str) -> Iterator[Proxy]:
    folder = Path(tempfile.mkdtemp(prefix="qendra-nginx-", dir="/tmp"))
    # Started by root, nginx works as somebody else, who must be able to enter.
    folder.chmod(0o755)
    ports = Proxy(free_port(), free_port())
    web = free_port()
    with another_database(database_url, "nginx") as url:
        told = {"DATABASE_URL": url, "QENDRA_DATA": str(folder / "data")}
        told |= {"QENDRA_BASE_URL": f"https://{HOST}"}
        subprocess.run([*COMMAND, "migrate", "--quiet"], env=surroundings(**told), check=True)
        serve = subprocess.Popen(
            [*COMMAND, "serve", "--port", str(web), "--workers", "1"], env=surroundings(**told)
        )
        nginx = _start_nginx(folder, ports, web)
        try:
            wait_until(lambda: _is_ready(ports))
            yield ports
        finally:
            for process in (nginx, serve):
                process.terminate()
                process.wait(30)
            shutil.rmtree(folder)


def test_who_comes_without_tls_is_sent_to_it(proxy: Proxy) -> None:
    status, headers, _text = proxy.ask_without_tls("/tickets/?state=new")
    assert (status, headers["Location"]) == (301, f"https://{HOST}/tickets/?state=new")


def test_behind_the_proxy_cookies_are_for_tls_only(proxy: Proxy) -> None:
    status, headers, text = proxy.ask("GET", "/sign-in/")
    assert status == 200
    assert "Sign in" in text
    assert "Secure" in headers["Set-Cookie"]
    assert int(headers["Strict-Transport-Security"].removeprefix("max-age=")) > 0


def test_a_form_is_taken_from_our_own_pages_only(proxy: Proxy) -> None:
    cookie = proxy.ask("GET", "/sign-in/")[1]["Set-Cookie"].partition(";")[0]
    token = cookie.partition("=")[2]
    given = {"username": "nobody@example.net", "password": "x", "csrfmiddlewaretoken": token}
    form = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    statuses = [
        proxy.ask("POST", "/sign-in/", urlencode(given).encode(), **form, Origin=origin)[0]
        for origin in (f"https://{HOST}", "https://evil.example")
    ]
    assert statuses == [200, 403]


def test_another_host_gets_nothing_of_us(proxy: Proxy) -> None:
    assert proxy.ask("GET", "/sign-in/", Host="evil.example")[0] == 400


def test_figures_for_programs_of_this_machine_do_not_leave_it(proxy: Proxy) -> None:
    status, _headers, text = proxy.ask("GET", "/metrics")
    assert status == 404
    assert "nginx" in text, "Qendra, to which everybody here looks near, was not asked"


def test_the_largest_upload_fits_through(proxy: Proxy) -> None:
    limit = re.search(r"client_max_body_size (\d+)m;", CONFIG.read_text())
    assert limit is not None
    assert int(limit[1]) * MEGABYTE > MOST_FILES * MOST_BYTES
    # Far more than the 1 MB that nginx takes unasked, and a form that Qendra reads to its end: an
    # answer before that may reach nginx together with the end of the connection, a race.
    cookie = proxy.ask("GET", "/sign-in/")[1]["Set-Cookie"].partition(";")[0]
    form = {"username": "nobody@example.net", "password": "x"}
    form |= {"csrfmiddlewaretoken": cookie.partition("=")[2]}
    body = encode_multipart(BOUNDARY, {**form, "file": ContentFile(bytes(30 * MEGABYTE), "zeros")})
    headers = {"Cookie": cookie, "Content-Type": MULTIPART_CONTENT, "Origin": f"https://{HOST}"}
    status, _headers, text = proxy.ask("POST", "/sign-in/", body, **headers)
    assert status == 200
    assert "nginx" not in text
    assert "Sign in" in text


def test_what_nginx_warns_of_is_nothing(proxy: Proxy) -> None:
    with tempfile.TemporaryDirectory(prefix="qendra-nginx-") as folder:
        main = _write_config(Path(folder), proxy, free_port())
        done = subprocess.run(
            ["/usr/sbin/nginx", "-t", "-q", "-c", main], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")


def _start_nginx(folder: Path, ports: Proxy, web: int) -> subprocess.Popen[bytes]:
    main = _write_config(folder, ports, web)
    return subprocess.Popen(["/usr/sbin/nginx", "-c", main, "-g", "daemon off;"])


def _write_config(folder: Path, ports: Proxy, web: int) -> Path:
    """The file as it stands, on other ports and with a certificate of this test."""
    request = ["-x509", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={HOST}"]
    out = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run(
        ["/usr/bin/openssl", "req", *request, *out], check=True, stderr=subprocess.DEVNULL
    )
    ours = CONFIG.read_text()
    for old, new in {
        f"/etc/letsencrypt/live/{HOST}/": f"{folder}/",
        "listen 80;": f"listen 127.0.0.1:{ports.http};",
        "listen 443 ssl": f"listen 127.0.0.1:{ports.https} ssl",
        "server 127.0.0.1:8000 ": f"server 127.0.0.1:{web} ",
    }.items():
        assert old in ours
        ours = ours.replace(old, new)
    ours = re.sub(r"^ *listen \[::\].*\n", "", ours, flags=re.MULTILINE)
    (folder / "qendra.conf").write_text(ours)
    main = folder / "nginx.conf"
    paths = "".join(
        f"{name}_temp_path {folder}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main.write_text(
        f"pid {folder}/pid;\nerror_log stderr warn;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{paths}include {folder}/qendra.conf;\n}}\n"
    )
    return main


def _is_ready(ports: Proxy) -> bool:
    try:
        return ports.ask("GET", "/readyz")[0] == 200
    except OSError:
        return False


def _answer(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    body: bytes,
    headers: dict[str, str],
) -> tuple[int, Message[str, str], str]:
    try:
        connection.request(method, path, body or None, {"Host": HOST} | headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()
    finally:
        connection.close()
