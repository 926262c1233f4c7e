"""A small real OpenID Connect provider: it knows one person, and checks what it is told."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, HIDDEN = "qendra", "the secret of the house"


class House:
    """What the provider says, and what was asked of it. Tests change ``claims`` and ``lies``."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.claims: dict[str, Any] = {
            "sub": "4711",
            "email": "alba@customer.example",
            "email_verified": True,
            "name": "Alba",
        }
        self.lies: dict[str, Any] = {}
        self.refuses = False
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.asked: dict[str, str] = {}

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the person is sent back to; they are signed in there already."""
        self.asked = asked
        answer = {"error": "access_denied"} if self.refuses else {"code": "once"}
        return f"{asked['redirect_uri']}?{urlencode(answer | {'state': asked['state']})}"

    def token(self, told: dict[str, str]) -> dict[str, Any] | None:
        """The ID token, for who proves to have asked; the code works once."""
        digest = hashlib.sha256(told.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        is_right = (
            told.get("code") == "once"
            and told.get("client_id") == CLIENT
            and told.get("client_secret") == HIDDEN
            and self.asked.pop("code_challenge", None) == challenge
        )
        if not is_right:
            return None
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 60, **self.claims}
        token = jwt.encode(claims | self.lies, self.key, algorithm="RS256")
        return {"access_token": "open", "token_type": "Bearer", "id_token": token}


@contextmanager
def a_house() -> Iterator[House]:
    """The provider, serving on this machine until the test is over."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    house = House(f"http://127.0.0.1:{server.server_address[1]}")
    server.house = house  # type: ignore[attr-defined]  # where its answers look
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield house
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        house: House = self.server.house  # type: ignore[attr-defined]  # set by a_house
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        match parts.path:
            case "/.well-known/openid-configuration":
                self._json(house.discovery())
            case "/authorize":
                self.send_response(302)
                self.send_header("Location", house.authorize(asked))
                self.end_headers()
            case "/userinfo":
                self._json(house.claims)
            case _:
                self.send_error(404)

    def do_POST(self) -> None:
        house: House = self.server.house  # type: ignore[attr-defined]  # as above
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        told = {name: values[0] for name, values in parse_qs(body).items()}
        found = house.token(told)
        self._json(found or {"error": "invalid_grant"}, 200 if found else 400)

    def _json(self, content: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""
