"""What mail programs say in their markup: here begins the history, this is a signature. Pure.

They say it once, in English, whatever language the mail is in; so it is looked for first. In the
text each mark is a line of one private character, which no mail can contain (`without_marks`).
"""

from qendra.intake.email.html_tokens import Tag

HISTORY = "\ue000"
ATTRIBUTION = "\ue001"
SIGNATURE = "\ue002"
END = "\ue003"

_ALL = HISTORY + ATTRIBUTION + SIGNATURE + END
_DELETED = dict.fromkeys(map(ord, _ALL))

# From such an element on, all is a mail that this one answers or passes on.
_HISTORY_IDS = frozenset(
    {"divrplyfwdmsg", "appendonsend", "olk_src_body_section", "stopspelling", "zwchr"}
    | {"mail-editor-reference-message-container", "isreplycontent", "yahoo_quoted", "_origin"}
    | {"ms-outlook-mobile-reference-message", "mimestream-quote", "replyforwardmessage"}
)
_HISTORY_CLASSES = frozenset(
    {"yahoo_quoted", "zmail_extra", "protonmail_quote", "ntes-mailmaster-quote", "tutanota_quote"}
    | {"freshdesk_quote", "yahoo-quoted-begin", "outlookmessageheader", "cloudmagic-smart-beacon"}
    | {"mailbutler-quote", "ms-outlook-mobile-reference-message", "hs_reply", "quote-mail"}
)
# The line that says who wrote when.
_ATTRIBUTION_CLASSES = frozenset(
    {"gmail_attr", "moz-cite-prefix", "airmail_on", "airmail_ext_on", "bloop_original_html"}
    | {"yahoo-quoted-header", "moz-email-headers-table"}
)
_SIGNATURE_CLASSES = frozenset(
    {"gmail_signature", "moz-signature", "applemailsignature", "protonmail_signature_block"}
    | {"ms-outlook-mobile-signature", "bloop_sign", "signature-container", "hs_signature"}
    | {"gmail_signature_prefix", "tutanota_signature", "mailbutler-signature"}
)
_SIGNATURE_IDS = frozenset(
    {"signature", "applemailsignature", "ms-outlook-mobile-signature", "outlooksignature"}
    | {"bloop_sign", "ymail_android_signature", "applemailsignature-iphone", "composesignature"}
)


def mark_of(tag: Tag) -> str:
    """HISTORY, ATTRIBUTION or SIGNATURE where this tag begins one; "" for any other."""
    if tag.name.startswith("/") or not (tag.id or tag.classes or tag.kind):
        return ""
    # Outlook puts "x_" before the names in what it passes on.
    names = {name.removeprefix("x_") for name in tag.classes.lower().split()}
    identity = tag.id.lower().removeprefix("x_").strip()
    if identity in _HISTORY_IDS or identity.startswith("yahoo_quoted") or names & _HISTORY_CLASSES:
        return HISTORY
    if tag.name == "div" and tag.kind.lower() == "quote":
        return HISTORY
    if names & _ATTRIBUTION_CLASSES:
        return ATTRIBUTION
    if names & _SIGNATURE_CLASSES or identity in _SIGNATURE_IDS:
        return SIGNATURE
    return ""


def is_cited(tag: Tag) -> bool:
    """True for a blockquote that is a quoted mail and not just indented words."""
    names = tag.classes.lower()
    return tag.name == "blockquote" and (tag.kind.lower() == "cite" or "quote" in names)


def without_marks(text: str) -> str:
    """The text as a reader sees it."""
    if not any(mark in text for mark in _ALL):
        return text
    shown = ((line, line.translate(_DELETED)) for line in text.split("\n"))
    return "\n".join(bare for line, bare in shown if line == bare or bare.strip("> "))


def unmarked(text: str) -> str:
    """A stranger's text, in which no private character plays a mark."""
    return text.translate(_DELETED) if not text.isascii() else text
