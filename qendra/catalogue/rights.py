"""What a person may do for a customer. Pure: no Django."""

from __future__ import annotations

from enum import StrEnum


class CustomerRight(StrEnum):
    """``see_own``: tickets that the person reported. ``see_all``: every ticket of the customer.

    ``report``: open tickets. ``escalate``: push a ticket up its matrix (E2, E4).
    ``agree_deferral`` (P5), ``request_rfo`` (P10), ``manage_people`` and ``authorise_work``
    name rights that the customer grants today for the pages that use them.
    """

    SEE_OWN = "see_own"
    SEE_ALL = "see_all"
    REPORT = "report"
    ESCALATE = "escalate"
    AGREE_DEFERRAL = "agree_deferral"
    REQUEST_RFO = "request_rfo"
    MANAGE_PEOPLE = "manage_people"
    AUTHORISE_WORK = "authorise_work"
