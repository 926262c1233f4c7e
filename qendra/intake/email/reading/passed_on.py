"""Which words of a mail are its report: the new ones, or those of the mail that it passes on.

"See below" above somebody else's mail makes that mail the report, whether it was forwarded or
answered with us in copy. What we wrote ourselves is never a fact of the customer.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, tzinfo

from qendra.intake.email.mail import ParsedMail
from qendra.intake.email.quoting import Quote, first_quote
from qendra.intake.email.quoting_marks import DATE_LINE
from qendra.intake.email.reading.letter import Letter
from qendra.intake.email.reading.mood_words import FAULTY
from qendra.intake.email.reading.signatures import without_signature
from qendra.intake.email.reading.times import moment_in_value
from qendra.intake.email.reading.wall_time import Written
from qendra.intake.email.subjects import is_reply_subject
from qendra.intake.email.thanks_words import CLOSING, GREETING

DEPTH_LIMIT = 5
HANDING_LENGTH = 300

_HANDING = re.compile(
    rf"(?:{GREETING}|{CLOSING}|\w{{2,20}}|"
    r"(?:please |pls |kindly )?(?:can|could|would) (?:you|someone)(?: please| pls| kindly)? \w+"
    r"(?: \w+){0,5}|"
    r"(?:(?:please|pls|plz|kindly) )?(?:(?:see|find|check|handle|look(?: at| into)?|"
    r"take care(?: of)?|help(?: with)?|advise|investigate|action|process|read|note|review|"
    r"assist(?: with)?|follow up|"
    r"open a (?:ticket|case)(?: for)?)(?:(?: on)? (?:this|it|that|these))?"
    r"(?: (?:the |my |our )?(?:mail|e-?mail|message|report|request|info\w*|details))?"
    r"(?: (?:from|of) (?:our |the |my )?\w{1,20})?(?: and (?:advise|help|revert|respond|reply))?"
    r"(?: (?:the )?(?:below|beneath|attached|underneath|following))?)"
    r"(?: (?:please|asap|urgently))?|"
    r"(?:as )?(?:below|attached|forwarded|discussed)|(?:for your |for )?(?:info(?:rmation)?|action|"
    r"attention|fyi|fya|fyr)|any (?:update|news|idea)s?|urgent|asap|"
    r"thanks(?: \w+){0,3}|thank you(?: \w+){0,3}|many thanks|"
    r"(?:siehe|s\.) (?:unten|anbei)|(?:bitte|bitte um) \w+(?: \w+){0,2}|zur (?:info|kenntnis)|"
    r"z\.? ?k\.?|wie besprochen|danke|vielen dank|"
    r"(?:ju lutem )?(?:shih|shihni|shikoni|kontrolloni)(?: më poshtë| kete| këtë)?|ju lutem|"
    r"faleminderit|më poshtë|"
    r"(?:voir|cf\.?) ci-dessous|pour (?:info|information|action)|merci(?: de \w+){0,2}|"
    r"(?:vedi|vedere|si veda) sotto|per (?:favore|cortesia|info)|grazie)",
    re.IGNORECASE,
)
_PIECES = re.compile(r"[.,;:!?\n()–—]+|\s-\s|@\w{1,30}")


def letters_of(
    mail: ParsedMail, received_at: datetime, zone: tzinfo, is_ours: Callable[[str], bool]
) -> list[Letter]:
    """The sender's words, then those of the mails that they pass on; the subject with its own.

    `is_ours` tells from the head of a quoted mail whether it comes from us. `zone` is that of
    times without one, also in the header of a forwarded mail.
    """
    written, unknown = Written(received_at, zone), Written(received_at, zone, is_known=False)
    above, quote = first_quote(mail.text)
    if quote is None:
        # "Fwd:" above words of an unknown hour.
        own = unknown if mail.is_forward else written
        heads = unknown if is_reply_subject(mail.subject) else written
        return [Letter(mail.new_text, own, mail.subject, heads)]
    is_whole = mail.is_forward or quote.is_passed_on
    top = above if is_whole else mail.new_text
    passed = _passed_on(quote, is_ours) if is_whole or is_handing(top) else []
    if not passed:
        return [Letter(top, written, mail.subject, unknown)]
    letters = [Letter(text, _written(head, written), "", unknown) for head, text in passed]
    letters[0] = replace(letters[0], subject=mail.subject, subject_written=letters[0].written)
    return [Letter(top, written, "", unknown), *letters]


def is_handing(text: str) -> bool:
    """Whether words only hand something on: "see below", "please handle, thanks", or nothing."""
    text = without_signature(text)
    if len(text.strip()) > HANDING_LENGTH:
        return False
    pieces = (" ".join(piece.split()) for piece in _PIECES.split(text))
    return all(_HANDING.fullmatch(piece) and not FAULTY.search(piece) for piece in pieces if piece)


def _passed_on(quote: Quote | None, is_ours: Callable[[str], bool]) -> list[tuple[str, str]]:
    """(head, text) of the quoted mail, and of deeper ones while each only hands on the next."""
    found: list[tuple[str, str]] = []
    while quote is not None and len(found) < DEPTH_LIMIT and not is_ours(quote.head):
        text, deeper = first_quote(quote.text)
        found.append((quote.head, text))
        goes_on = deeper is not None and (deeper.is_passed_on or is_handing(text))
        quote = deeper if goes_on else None
    return found


def _written(head: str, passed_on: Written) -> Written:
    """When a quoted mail was written, by its header or by "On … wrote:"; else nobody knows."""
    lines = head.split("\n")
    dated = next((line for line in lines if DATE_LINE.match(line)), "")
    if not dated and head.rstrip().endswith((":", "：")):
        dated = " ".join(lines)
    moment = moment_in_value(dated, passed_on)
    return replace(passed_on, at=moment.at) if moment else replace(passed_on, is_known=False)
