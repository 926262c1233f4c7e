"""From a mail's leaves to the text that a person wrote and the files beside it."""

import mimetypes
import re
from dataclasses import dataclass

from qendra.intake.email.charset import clean_line, decode
from qendra.intake.email.html_marks import unmarked, without_marks
from qendra.intake.email.html_text import marked_text_of
from qendra.intake.email.mail import MailFile
from qendra.intake.email.mime import Leaf
from qendra.intake.email.quoting import Reply, reply_of

BYTES_LIMIT = 1024 * 1024
TEXT_LIMIT = 200_000

_TEXTS = ("text/plain", "text/html")
_ONLY_A_HINT_AT_HTML = re.compile(
    r"\b(html|view (this|the) (e-?mail|message) (in|online))\b", re.IGNORECASE
)
_QUOTES_IN_HTML = re.compile(
    r"<blockquote|gmail_quote|rplyfwdmsg|olk_src_body|yahoo_quoted|moz-cite|protonmail_quote|"
    r"reference-message|name=.?quote|zwchr|zmail_extra|isreplycontent|tutanota_quote|stopspelling",
    re.IGNORECASE,
)
_NOT_IN_A_NAME = re.compile(r"[\\/:*?\"<>|]")


@dataclass(frozen=True)
class Body:
    """What a mail holds: text for a reader, what was written this time, HTML, files.

    `cut` names what was left out; a text that is too long is also kept whole as a file.
    """

    text: str
    reply: Reply
    html: str
    files: tuple[MailFile, ...]
    cut: tuple[str, ...]


def body_of(leaves: list[Leaf], *, is_reply: bool) -> Body:
    """Read the parts of a mail; `is_reply` says that it refers to another one."""
    chosen = _chosen_texts(leaves)
    marked = "\n\n".join(found for found in map(_text, chosen) if without_marks(found).strip())
    html = "\n".join(map(_decoded, _html_leaves(leaves)))
    reply = _reply(marked[:TEXT_LIMIT], html, is_reply=is_reply)
    files = [_file(leaf, at) for at, leaf in enumerate(leaves, 1) if _is_file(leaf)]
    text = without_marks(marked)
    if len(text) <= TEXT_LIMIT and all(len(leaf.body) <= BYTES_LIMIT for leaf in chosen):
        return Body(text.strip("\n"), reply, html, tuple(files), ())
    whole = [_as_message_file(leaf) for leaf in chosen]
    cut = "The text is very long; all of it is attached as a file."
    return Body(text[:TEXT_LIMIT].strip("\n"), reply, html, (*whole, *files), (cut,))


def _reply(marked: str, html: str, *, is_reply: bool) -> Reply:
    """By the marks of the text; where it has none, by those of the HTML beside it."""
    reply = reply_of(marked, is_reply=is_reply)
    if reply.was_quoting or not _QUOTES_IN_HTML.search(html):
        return reply
    by_markup = reply_of(marked_text_of(html), is_reply=is_reply)
    return by_markup if by_markup.was_quoting and by_markup.text.strip() else reply


def _html_leaves(leaves: list[Leaf]) -> list[Leaf]:
    return [leaf for leaf in leaves if leaf.content_type == "text/html" and not _is_file(leaf)]


def _decoded(leaf: Leaf) -> str:
    return decode(leaf.content()[:BYTES_LIMIT], leaf.parameters.get("charset", ""))


def bare_name(name: str, content_type: str, position: int) -> str:
    """A file name without folders, controls or tricks; made up where the sender gave none."""
    name = clean_line(_NOT_IN_A_NAME.sub("_", name.replace("\\", "/").rsplit("/", 1)[-1]))
    name = name.lstrip(". ")
    if not name:
        ending = ".eml" if content_type == "message/rfc822" else _ending(content_type)
        return f"file-{position}{ending}"
    stem, dot, ending = name.rpartition(".")
    return f"{stem[:120]}.{ending[:20]}" if dot and stem else name[:140]


def _chosen_texts(leaves: list[Leaf]) -> list[Leaf]:
    """Of each group of alternatives the plain text, or the HTML where the plain one is no use."""
    texts = [leaf for leaf in leaves if leaf.content_type in _TEXTS and not _is_file(leaf)]
    plain_groups = {
        group
        for leaf in texts
        if leaf.content_type == "text/plain" and _is_useful(leaf)
        for group in leaf.alternatives
    }
    html_groups = {g for leaf in texts if leaf.content_type == "text/html"
                   for g in leaf.alternatives}  # fmt: skip
    return [leaf for leaf in texts if _is_chosen(leaf, plain_groups, html_groups)]


def _is_chosen(leaf: Leaf, plain_groups: set[int], html_groups: set[int]) -> bool:
    groups = set(leaf.alternatives)
    if leaf.content_type == "text/html":
        return not groups & plain_groups
    return not groups or bool(groups & plain_groups) or not groups & html_groups


def _is_useful(leaf: Leaf) -> bool:
    text = without_marks(_text(leaf)).strip()
    return bool(text) and not (len(text) < 200 and _ONLY_A_HINT_AT_HTML.search(text))


def _is_file(leaf: Leaf) -> bool:
    return (
        leaf.content_type not in _TEXTS
        or leaf.disposition == "attachment"
        or (bool(leaf.filename) and leaf.disposition != "inline")
    )


def _text(leaf: Leaf) -> str:
    text = _decoded(leaf)
    if leaf.content_type == "text/html":
        return marked_text_of(text)
    text = unmarked(text)
    return _unflowed(text, leaf) if leaf.parameters.get("format", "").lower() == "flowed" else text


def _unflowed(text: str, leaf: Leaf) -> str:
    """RFC 3676: a line that ends in a blank goes on in the next one of the same quote depth."""
    joins_without_blank = leaf.parameters.get("delsp", "").lower() == "yes"
    lines: list[list[str]] = []
    is_open = False
    for raw_line in text.split("\n"):
        line = raw_line.removeprefix(" ")
        if is_open and not line.startswith(">"):
            lines[-1].append(line)
        else:
            lines.append([line])
        is_open = line.endswith(" ") and line != "-- " and not line.startswith(">")
        if is_open and joins_without_blank:
            lines[-1][-1] = line[:-1]
    return "\n".join("".join(pieces) for pieces in lines)


def _file(leaf: Leaf, position: int) -> MailFile:
    name = bare_name(leaf.filename, leaf.content_type, position)
    return MailFile(name, leaf.content_type, leaf.content())


def _as_message_file(leaf: Leaf) -> MailFile:
    ending = ".html" if leaf.content_type == "text/html" else ".txt"
    return MailFile(f"message{ending}", leaf.content_type, leaf.content())


def _ending(content_type: str) -> str:
    return mimetypes.guess_extension(content_type) or ".bin"
