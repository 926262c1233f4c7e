"""Whether a gateway itself posted this: the signatures of Twilio and of Vonage. Pure: no Django."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime

# How old what is signed may be, in seconds: nobody sends it again later.
OLDEST = 300


def is_twilio(signature: str, *, token: str, url: str, fields: Mapping[str, Sequence[str]]) -> bool:
    """The address and all fields, sorted by name, with HMAC-SHA1 and the account's token."""
    pairs = "".join(name + value for name in sorted(fields) for value in sorted(set(fields[name])))
    right = hmac.new(token.encode(), (url + pairs).encode(), hashlib.sha1).digest()
    return hmac.compare_digest(base64.b64encode(right).decode(), signature)


def is_vonage(authorization: str, *, secret: str, body: bytes, now: datetime) -> bool:
    """A JSON Web Token (HS256) by the account's signature secret, with the hash of the body."""
    signed, _dot, signature = authorization.removeprefix("Bearer ").rpartition(".")
    right = hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest()
    if not hmac.compare_digest(_encoded(right), signature.rstrip("=")):
        return False
    head, claims = (_decoded(each) for each in signed.partition(".")[::2])
    if head.get("alg") != "HS256":
        return False
    age = now.timestamp() - _number(claims.get("iat"))
    digest = hashlib.sha256(body).hexdigest()
    is_same = hmac.compare_digest(str(claims.get("payload_hash", digest)), digest)
    return is_same and -OLDEST <= age <= OLDEST


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _decoded(part: str) -> Mapping[str, object]:
    try:
        found = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
