"""Words that fit into one SMS: 160 characters of the GSM alphabet. Pure: no Django."""

from __future__ import annotations

import unicodedata

ONE = 160
# GSM 03.38, the characters of one place each; those of its extension take two, and we need none.
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_INSTEAD = str.maketrans("“”„«»’‘–—…·\u00a0", '"""""\'\'--.  ')


def as_gsm(text: str) -> str:
    """The text in the GSM alphabet, accents dropped where it lacks them.

    What has no Latin letters stays as it is: it goes in another alphabet, and takes more room.
    """
    plain = "".join(_nearest(each) for each in text.translate(_INSTEAD))
    return plain if all(each in _GSM for each in plain) else text


def one_sms(head: str, middle: str, tail: str) -> str:
    """Head and tail whole, and as much between them as there is room for."""
    head, middle, tail = as_gsm(head), as_gsm(middle), as_gsm(tail)
    room = ONE - len(head) - len(tail) - 2
    if len(middle) > room:
        middle = middle[: max(room - 1, 0)].rstrip() + "." if room > 4 else ""
    return " ".join(each for each in (head, middle, tail) if each)


def _nearest(character: str) -> str:
    if character in _GSM:
        return character
    bare = "".join(
        each for each in unicodedata.normalize("NFKD", character) if not unicodedata.combining(each)
    )
    return bare or character
