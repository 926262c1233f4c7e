"""Why a mail lies where it lies: a code for the program, a sentence for the staff."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Reason(TextChoices):
    """Triage unless noted. None of these sentences is ever sent to anybody outside."""

    UNKNOWN_SENDER = "unknown_sender", _("Nobody we know has this address.")
    NO_SENDER = "no_sender", _("The mail names no author.")
    STAFF = "staff", _("A colleague wrote this, who belongs to no customer.")
    MAY_NOT_REPORT = "may_not_report", _("The sender may not open tickets for any customer.")
    SEVERAL_CUSTOMERS = (
        "several_customers",
        _("The sender belongs to several customers, and the mail names no service of theirs."),
    )
    NOT_ON_TICKET = (
        "not_on_ticket",
        _("This answers a mail of a ticket that the sender may not see."),
    )
    OWN_ADDRESS = "own_address", _("Our own support address stands as the author.")
    AUTOMATIC = "automatic", _("A machine at a customer wrote this; it belongs to no ticket.")
    BOUNCE = "bounce", _("A mail came back, but not one that we know.")
    EMPTY = "empty", _("The mail is empty.")
    FAILED = "failed", _("The mail could not be processed.")
    # Ignored:
    OWN_MAIL = "own_mail", _("One of our own mails came back.")
    AUTOMATIC_REPLY = "automatic_reply", _("An automatic reply that belongs to no ticket.")
    BULK = "bulk", _("A newsletter or a mailing list.")
    DISMISSED = "dismissed", _("Somebody looked at it and set it aside.")
    # On a ticket:
    BOUNCE_NOTED = "bounce_noted", _("A mail came back; the ticket has a note.")
    BY_HAND = "by_hand", _("Somebody put it on this ticket.")
