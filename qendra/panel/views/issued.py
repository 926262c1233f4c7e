"""Pages of issued documents that work without signing in: having received one, checking one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from qendra.accounts.actor import Actor, Channel
from qendra.catalogue.selectors import provider_of_pages
from qendra.documents import words
from qendra.documents.actions.receiving import confirm_receipt
from qendra.documents.content import short
from qendra.documents.matrix import issued_on, part_name
from qendra.documents.models import Issue, Receipt
from qendra.documents.notices import receipt_of_token
from qendra.documents.selectors import (
    is_in_force,
    issue_of_digest,
    newest_version,
    receipt_of,
)
from qendra.panel.forms.checking import CheckForm
from qendra.panel.views.documents import fetched
from qendra.panel.views.signed_pages import GET_AND_POST, gone, private


@require_http_methods(GET_AND_POST)
def received(request: HttpRequest, token: str) -> HttpResponseBase:
    """A recipient fetches the document, or says that it has arrived."""
    now = timezone.now()
    about = receipt_of_token(token, now)
    receipt = receipt_of(*about) if about else None
    if receipt is None:
        return gone(request, _("This link is no longer good"))
    actor = Actor(receipt.person, Channel.LINK)
    if request.method == "POST" and "download" in request.POST:
        return fetched(actor, receipt.issue)
    if request.method == "POST":
        confirm_receipt(actor=actor, now=now, issue=receipt.issue)
    is_done = request.method == "POST" or receipt.confirmed_at is not None
    return private(render(request, "panel/received.html", _context(receipt, is_done=is_done)))


def _context(receipt: Receipt, *, is_done: bool) -> dict[str, Any]:
    issue = receipt.issue
    facts = [
        (_("Service"), f"{issue.content['service']['name']} ({issue.content['service']['code']})"),
        (_("Version"), str(issue.version)),
        (_("Issued and valid from"), words.shown_date(issued_on(issue))),
        (_("Check hash"), short(issue.digest)),
    ]
    if issue.differences:
        facts.append((_("What changed"), "; ".join(map(part_name, issue.differences))))
    newest = newest_version(issue)
    return {
        "facts": facts,
        "is_done": is_done,
        "headline": _("Thank you") if is_done else _("Escalation matrix"),
        "lead": _lead(issue, newest, is_done=is_done),
    }


def _lead(issue: Issue, newest: int, *, is_done: bool) -> str:
    if not is_in_force(issue, newest):
        return _standing(issue, newest)
    if is_done:
        return _("We know now that you have received it.")
    return _("Have you received it? Then we know that it is with the right people.")


@require_safe
def check(request: HttpRequest, digest: str = "") -> HttpResponseBase:
    """Whether a check hash is that of a document of ours; nothing of whose it is."""
    form = CheckForm(request.GET or None, initial={"hash": digest})
    if form.is_valid():
        return redirect("panel:check", form.digits())
    context: dict[str, Any] = {"digest": digest, "issue": None, "form": form}
    issue = issue_of_digest(digest) if digest else None
    if issue:
        newest = newest_version(issue)
        context |= {
            "issue": issue,
            "holds": is_in_force(issue, newest),
            "told": _(
                "Issued by %(provider)s on %(day)s: an escalation matrix, version %(version)d."
            )
            % {
                "provider": provider_of_pages().name,
                "day": words.shown_date(issued_on(issue)),
                "version": issue.version,
            },
            "standing": _standing(issue, newest),
        }
    status = 404 if digest and issue is None else 200
    return private(render(request, "panel/check.html", context, status=status))


def _standing(issue: Issue, newest: int) -> str:
    if is_in_force(issue, newest):
        return _("It is the current version.")
    if issue.version != newest:
        return _("It is no longer valid: version %(newest)d has replaced it.") % {"newest": newest}
    return _("It is no longer valid: the service has ended.")
