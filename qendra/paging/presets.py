"""Gateways with ready settings: Twilio and Vonage, for SMS and for calls. Pure: no Django."""

from __future__ import annotations

import base64
import json
import secrets
from datetime import datetime

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from qendra.paging.gateway import JSON, Gateway
from qendra.paging.messages import Values
from qendra.paging.speaking import Spoken, ncco, twiml


def twilio_sms(values: Values) -> Gateway:
    """The Messages resource of the 2010 API."""
    return Gateway(
        url=f"{_server(values)}/2010-04-01/Accounts/{values['account']}/Messages.json",
        headers=_basic(values["account"], values["token"]),
        body="To={to}\nFrom={sender}\nBody={text}",
        statuses="201, 200",
        id_at="sid",
    )


def twilio_voice(values: Values, spoken: Spoken) -> Gateway:
    """A call whose words go along with the request that makes it."""
    return Gateway(
        url=f"{_server(values)}/2010-04-01/Accounts/{values['account']}/Calls.json",
        headers=_basic(values["account"], values["token"]),
        body=f"To={{to}}\nFrom={{sender}}\nTwiml={twiml(spoken)}",
        statuses="201, 200",
        id_at="sid",
    )


def vonage_sms(values: Values) -> Gateway:
    """The Messages API; numbers are written without a plus."""
    body = {
        "message_type": "text",
        "channel": "sms",
        "to": "{to_digits}",
        "from": "{sender}",
        "text": "{text}",
        "client_ref": "{id}",
    }
    return Gateway(
        url=f"{_server(values)}/v1/messages",
        headers=_basic(values["account"], values["token"]),
        format=JSON,
        body=json.dumps(body),
        statuses="202, 200",
        id_at="message_uuid",
    )


def vonage_voice(values: Values, spoken: Spoken, now: datetime) -> Gateway:
    """The Voice API, to which the application signs in with a token of its own making."""
    body = {
        "to": [{"type": "phone", "number": "{to_digits}"}],
        "from": {"type": "phone", "number": "{sender}"},
        "ncco": ncco(spoken),
    }
    token = application_token(values["account"], values["token"], now)
    return Gateway(
        url=f"{_server(values)}/v1/calls",
        headers=f"Authorization: Bearer {token}",
        format=JSON,
        body=json.dumps(body),
        statuses="201, 200",
        id_at="uuid",
    )


def application_token(application: str, private_key: str, now: datetime) -> str:
    """A JSON Web Token for a quarter of an hour, signed with the application's key (RS256)."""
    moment = int(now.timestamp())
    claims = {
        "application_id": application,
        "iat": moment,
        "exp": moment + 900,
        "jti": secrets.token_hex(16),
    }
    parts = [
        _encoded(json.dumps(each).encode()) for each in ({"alg": "RS256", "typ": "JWT"}, claims)
    ]
    key = private_key_of(private_key)
    signature = key.sign(".".join(parts).encode(), padding.PKCS1v15(), hashes.SHA256())
    return ".".join([*parts, _encoded(signature)])


def private_key_of(text: str) -> rsa.RSAPrivateKey:
    """The key in PEM, also where a form made one line of it; ValueError for what is none."""
    head, _dashes, rest = text.strip().partition("PRIVATE KEY-----")
    middle, _dashes, _end = rest.partition("-----END")
    lines = [
        f"{head}PRIVATE KEY-----",
        "".join(middle.split()),
        f"-----END {head[11:]}PRIVATE KEY-----",
    ]
    key = serialization.load_pem_private_key("\n".join(lines).encode(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("not an RSA key")
    return key


def _server(values: Values) -> str:
    return values["server"].rstrip("/")


def _basic(user: str, password: str) -> str:
    return f"Authorization: Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
