"""Incoming webhooks of chats: Slack, Mattermost and Teams Workflows. Pure: no Django."""

from __future__ import annotations

import re

from qendra.paging.messages import Message, Request, Values, as_json

# What a chat would read as markup, so that no subject of a ticket can call a channel together.
_MARKS = re.compile(r"([\\`*_\[\]|~<>@])")
# Between the characters of a mention it is one no more, and nobody sees it.
_NOTHING = "\u200b"


def to_slack(message: Message, values: Values) -> Request:
    """A section with a button; ``text`` is what the notification shows."""
    words = message.words
    title, text = _for_slack(words.title), _for_slack(words.text)
    said = {"type": "mrkdwn", "text": f"*{title}*\n{text}"[:3000]}
    section: dict[str, object] = {"type": "section", "text": said}
    blocks = [section]
    if words.url:
        label = {"type": "plain_text", "text": words.button[:75]}
        button = {"type": "button", "text": label, "url": words.url, "style": "primary"}
        blocks.append({"type": "actions", "elements": [button]})
    return as_json(values["url"], {"text": title, "blocks": blocks})


def to_mattermost(message: Message, values: Values) -> Request:
    """Markdown with a link."""
    words = message.words
    lines = [f"**{_for_markdown(words.title)}**", _for_markdown(words.text)]
    if words.url:
        lines.append(f"[{_for_markdown(words.button)}]({words.url})")
    return as_json(values["url"], {"text": "\n\n".join(lines)})


def to_teams(message: Message, values: Values) -> Request:
    """An Adaptive Card, as the trigger of a workflow takes it."""
    words = message.words
    colour = "Attention" if words.is_urgent else "Default"
    head = {
        "type": "TextBlock",
        "size": "Medium",
        "weight": "Bolder",
        "wrap": True,
        "color": colour,
    }
    body = [
        {"type": "TextBlock", "wrap": True, "text": _for_markdown(each)}
        for each in _parts(words.text)
    ]
    card: dict[str, object] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "msteams": {"width": "Full"},
        "body": [{**head, "text": _for_markdown(words.title)}, *body],
    }
    if words.url:
        card["actions"] = [{"type": "Action.OpenUrl", "title": words.button, "url": words.url}]
    attachment = {
        "contentType": "application/vnd.microsoft.card.adaptive",
        "contentUrl": None,
        "content": card,
    }
    return as_json(values["url"], {"type": "message", "attachments": [attachment]})


def _parts(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _for_slack(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("*", f"*{_NOTHING}")


def _for_markdown(text: str) -> str:
    return _MARKS.sub(r"\\\1", text).replace("\\@", f"@{_NOTHING}")
