"""From a mail's leaves to the text that a person wrote and the files beside it."""

import mimetypes
import re
from dataclasses import dataclass

from qendra.intake.email import tnef, uuencoded
from qendra.intake.email.charset import clean_line, decode
from qendra.intake.email.html_marks import unmarked, without_marks
from qendra.intake.email.html_text import marked_text_of, text_of
from qendra.intake.email.mail import MailFile
from qendra.intake.email.mime import Leaf
from qendra.intake.email.quoting import Reply, reply_of

BYTES_LIMIT = 1024 * 1024
TEXT_LIMIT = 200_000

_BYTES = "application/octet-stream"
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
    texts, files = _sorted_out(leaves)
    chosen = _chosen_texts(texts)
    read = [uuencoded.parted(found) for found in map(_text, chosen)]
    marked = "\n\n".join(found for found, _ in read if without_marks(found).strip())
    hidden = [(name, content) for _, inner in read for name, content in inner]
    files += [MailFile(bare_name(name, _BYTES, 0), _BYTES, content) for name, content in hidden]
    html = "\n".join(_decoded(leaf) for leaf in texts if leaf.content_type == "text/html")
    files, packed_text, packed_html = _opened(files)
    marked = marked if without_marks(marked).strip() else packed_text
    reply = _reply(marked[:TEXT_LIMIT], html or packed_html, is_reply=is_reply)
    text = without_marks(marked)
    if len(text) <= TEXT_LIMIT and all(len(leaf.body) <= BYTES_LIMIT for leaf in chosen):
        return Body(text.strip("\n"), reply, html or packed_html, tuple(files), ())
    whole = [_as_message_file(leaf) for leaf in chosen]
    cut = "The text is very long; all of it is attached as a file."
    return Body(text[:TEXT_LIMIT].strip("\n"), reply, html, (*whole, *files), (cut,))


def _sorted_out(leaves: list[Leaf]) -> tuple[list[Leaf], list[MailFile]]:
    """(the texts of the mail, the files beside them).

    A text with a name that is shown within the mail is a file, unless it is all that there is.
    """
    has_text = any(_may_be_text(leaf) and not leaf.filename for leaf in leaves)
    texts: list[Leaf] = []
    files: list[MailFile] = []
    for position, leaf in enumerate(leaves, 1):
        is_text = _may_be_text(leaf) and not (leaf.filename and has_text)
        if is_text and (leaf.disposition == "inline" or not leaf.filename or not files):
            texts.append(leaf)
        else:
            files.append(_file(leaf, position))
    return texts, files


def _may_be_text(leaf: Leaf) -> bool:
    return leaf.content_type in _TEXTS and leaf.disposition != "attachment"


def _opened(files: list[MailFile]) -> tuple[list[MailFile], str, str]:
    """(files with those of winmail.dat in its stead, the text in it, the HTML in it)."""
    opened: list[MailFile] = []
    text = html = ""
    for file in files:
        is_package = file.content_type in tnef.TYPES or file.filename.lower() == "winmail.dat"
        package = tnef.unpacked(file.content) if is_package else None
        if package is None:
            opened.append(file)
            continue
        text, html = text or package.text or text_of(package.html), html or package.html
        opened += [
            MailFile(bare_name(one.name, kind, at), kind, one.content)
            for at, one in enumerate(package.files, 1)
            for kind in (one.kind or mimetypes.guess_type(one.name)[0] or _BYTES,)
        ]
        if not package.files and not package.text and not package.html:
            opened.append(file)
    return opened, text, html


def _reply(marked: str, html: str, *, is_reply: bool) -> Reply:
    """By the marks of the text; where it has none, by those of the HTML beside it."""
    reply = reply_of(marked, is_reply=is_reply)
    if reply.was_quoting or not _QUOTES_IN_HTML.search(html):
        return reply
    by_markup = reply_of(marked_text_of(html), is_reply=is_reply)
    return by_markup if by_markup.was_quoting and by_markup.text.strip() else reply


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


def _chosen_texts(texts: list[Leaf]) -> list[Leaf]:
    """Of each group of alternatives the plain text, or the HTML where the plain one is no use."""
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
