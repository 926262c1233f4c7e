"""Closing one of the open tickets."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.desk.gate import staff
from qendra.desk.tabs import keep, numbers_of


@staff(Right.SEE)
@require_POST
def close(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Close one: on to its neighbour where it was looked at, else back to where one was."""
    number, here = request.POST.get("number", ""), request.POST.get("here", "")
    open_ones = numbers_of(request)
    left = [each for each in open_ones if each != number]
    if here in left:
        answer = redirect("desk:ticket", here)
    elif left and here == number:
        place = min(open_ones.index(number), len(left) - 1) if number in open_ones else 0
        answer = redirect("desk:ticket", left[place])
    else:
        answer = redirect("desk:front")
    keep(answer, left)
    return answer
