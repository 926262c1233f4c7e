"""Saved views: to open, to save, to delete; and the columns of lists."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.desk import columns
from qendra.desk.actions.views import choose_columns, delete_view, save_view
from qendra.desk.filters import FilterForm
from qendra.desk.forms.views import ViewForm
from qendra.desk.gate import at_the_desk, staff
from qendra.desk.queues import NAMES, OTHERS, url_of
from qendra.desk.saved import columns_of, given_of, view_for
from qendra.desk.undo import address_of, undo_of_view
from qendra.desk.views.lists import show_list
from qendra.lib.errors import Refused
from qendra.lib.said import tags
from qendra.tickets.selectors import Queue


@staff(Right.SEE)
@require_safe
def view(request: HttpRequest, person: Person, view_id: int) -> HttpResponseBase:
    """The list that was saved."""
    found = view_for(person, view_id)
    return show_list(request, person, found.queue, given_of(found), found)


@staff(Right.SEE)
@require_POST
def save(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Save the list of the page under a name."""
    queue = request.POST.get("queue", str(Queue.ALL))
    if queue not in NAMES or queue in OTHERS:
        raise Http404
    filters, form = FilterForm(request.POST), ViewForm(request.POST, person=person)
    back = f"{url_of(queue)}?{filters.query}"
    if not form.is_valid():
        messages.error(request, _("Give the view a name, of sixty letters at the most."))
        return redirect(back)
    try:
        made = save_view(
            actor=at_the_desk(person),
            name=form.cleaned_data["name"],
            queue=queue,
            given=filters.given,
            columns=columns_of(person),
            team=form.team(),
            is_for_all=form.is_for_all(),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    messages.success(request, _("The view is saved."))
    return redirect("desk:view", made.id)


@staff(Right.SEE)
@require_POST
def delete(request: HttpRequest, person: Person, view_id: int) -> HttpResponseBase:
    """Delete one's own view."""
    found = view_for(person, view_id)
    try:
        delete_view(actor=at_the_desk(person), now=timezone.now(), view_id=found.id)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:view", found.id)
    undo = address_of(undo_of_view(found.id))
    messages.success(request, _("The view is deleted."), extra_tags=tags(undo=undo))
    return redirect(url_of(found.queue))


@staff(Right.SEE)
@require_POST
def keep_columns(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Keep the columns that the form names, or the usual ones again."""
    wanted = columns.USUAL if "usual" in request.POST else columns.chosen(request.POST)
    choose_columns(actor=at_the_desk(person), columns=wanted)
    queue = request.POST.get("queue", "")
    back = url_of(queue) if queue in NAMES else url_of("mine")
    return redirect(f"{back}?{FilterForm(request.POST).query}")
