"""Signatures by the convention of Standard Webhooks."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from qendra.webhooks.signing import as_secret, signed_headers

# The example that the convention publishes for those who write a sender.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE = "msg_p5jXN8AQM9LWM0D4loKWxJek"
MOMENT = datetime.fromtimestamp(1614265330, UTC)
BODY = b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "webhooks.md"


def headers(*secrets: str, body: bytes = BODY) -> dict[str, str]:
    return signed_headers(message_id=MESSAGE, now=MOMENT, body=body, secrets=secrets)


def test_the_published_example_is_signed_as_published() -> None:
    assert headers(SECRET) == {
        "webhook-id": MESSAGE,
        "webhook-timestamp": "1614265330",
        "webhook-signature": SIGNATURE,
    }


def test_each_secret_signs_for_itself() -> None:
    other = as_secret(b"x" * 32)
    both = headers(other, SECRET)["webhook-signature"].split()
    assert both == [headers(other)["webhook-signature"], SIGNATURE]


def test_another_body_has_another_signature() -> None:
    assert headers(SECRET, body=BODY + b" ")["webhook-signature"] != SIGNATURE


def verify_of_the_guide() -> Callable[..., bool]:
    """The function that the guide gives to those who write a receiver."""
    (code,) = re.findall(r"^```python verify\n(.*?)^```", GUIDE.read_text(), re.M | re.S)
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102 (our own guide, run as a reader would)
    verify: Callable[..., bool] = names["verify"]
    return verify


def test_the_guide_teaches_to_verify_what_we_sign() -> None:
    verify = verify_of_the_guide()
    good, now = headers(as_secret(b"y" * 32), SECRET), MOMENT.timestamp()
    assert verify(SECRET, good, BODY, now)
    assert not verify(SECRET, good, BODY + b" ", now)
    assert not verify(as_secret(b"z" * 32), good, BODY, now)
    assert not verify(SECRET, good | {"webhook-id": "msg_other"}, BODY, now)
    assert not verify(SECRET, good, BODY, now + 301)


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_the_literal_example_of_the_guide_is_true(name: str) -> None:
    (example,) = re.findall(r"^```http signed\n(.*?)^```", GUIDE.read_text(), re.M | re.S)
    head, _, body = example.partition("\n\n")
    told = dict(line.split(": ", 1) for line in head.splitlines()[1:])
    (secret,) = set(re.findall(r"whsec_[A-Za-z0-9+/=]+", GUIDE.read_text()))
    moment = datetime.fromtimestamp(int(told["webhook-timestamp"]), UTC)
    made = signed_headers(
        message_id=told["webhook-id"],
        now=moment,
        body=body.removesuffix("\n").encode(),
        secrets=[secret],
    )
    assert told[name] == made[name]
