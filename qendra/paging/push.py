"""Push to telephones: ntfy and Gotify. Pure: no Django."""

from __future__ import annotations

from qendra.paging.messages import Message, Request, Values, as_json

# ntfy counts from 1 to 5; Gotify to 10, and from 8 on its app sounds and vibrates.
_NTFY = {True: 5, False: 4}
_GOTIFY = {True: 10, False: 8}


def to_ntfy(message: Message, values: Values) -> Request:
    """Published as JSON at the root of the server; the button opens the page."""
    words = message.words
    content = {
        "topic": message.to,
        "title": words.title,
        "message": words.text,
        "priority": _NTFY[words.is_urgent],
        "tags": ["rotating_light"],
    }
    if words.url:
        action = {"action": "view", "label": words.button, "url": words.url, "clear": True}
        content |= {"click": words.url, "actions": [action]}
    token = values.get("token", "")
    return as_json(
        values["server"].rstrip("/") + "/",
        content,
        {"Authorization": f"Bearer {token}"} if token else {},
    )


def to_gotify(message: Message, values: Values) -> Request:
    """To the application of the token; a tap opens the page."""
    words = message.words
    content: dict[str, object] = {
        "title": words.title,
        "message": words.text,
        "priority": _GOTIFY[words.is_urgent],
    }
    if words.url:
        content["extras"] = {"client::notification": {"click": {"url": words.url}}}
    url = values["server"].rstrip("/") + "/message"
    return as_json(url, content, {"X-Gotify-Key": message.to})
