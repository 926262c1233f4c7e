"""From a mail's leaves to the text that a person wrote and the files beside it."""

import mimetypes
import re

from qendra.intake.email.charset import clean_line, decode
from qendra.intake.email.html_text import text_of
from qendra.intake.email.mail import MailFile
from qendra.intake.email.mime import Leaf

BYTES_LIMIT = 1024 * 1024
TEXT_LIMIT = 200_000

_TEXTS = ("text/plain", "text/html")
_ONLY_A_HINT_AT_HTML = re.compile(
    r"\b(html|view (this|the) (e-?mail|message) (in|online))\b", re.IGNORECASE
)
_NOT_IN_A_NAME = re.compile(r"[\\/:*?\"<>|]")


def text_and_files(leaves: list[Leaf]) -> tuple[str, tuple[MailFile, ...], list[str]]:
    """(text for a reader, files, what was cut). A text too long is also kept whole as a file."""
    chosen = _chosen_texts(leaves)
    text = "\n\n".join(found for found in map(_text, chosen) if found.strip())
    files = [_file(leaf, at) for at, leaf in enumerate(leaves, 1) if _is_file(leaf)]
    if len(text) <= TEXT_LIMIT and all(len(leaf.body) <= BYTES_LIMIT for leaf in chosen):
        return text.strip("\n"), tuple(files), []
    whole = [_as_message_file(leaf) for leaf in chosen]
    cut = "The text is very long; all of it is attached as a file."
    return text[:TEXT_LIMIT].strip("\n"), (*whole, *files), [cut]


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
    text = _text(leaf).strip()
    return bool(text) and not (len(text) < 200 and _ONLY_A_HINT_AT_HTML.search(text))


def _is_file(leaf: Leaf) -> bool:
    return (
        leaf.content_type not in _TEXTS
        or leaf.disposition == "attachment"
        or (bool(leaf.filename) and leaf.disposition != "inline")
    )


def _text(leaf: Leaf) -> str:
    text = decode(leaf.content()[:BYTES_LIMIT], leaf.parameters.get("charset", ""))
    if leaf.content_type == "text/html":
        return text_of(text)
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
