"""Services, customers and contacts: lists and single ones."""

from __future__ import annotations

from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Query, Router

from qendra.api.access import contacts_for, customers_for, service_of, services_for
from qendra.api.cursors import page_by_id
from qendra.api.fields import Id, Line
from qendra.api.gate import caller_of
from qendra.api.problems import ERRORS, Problem
from qendra.api.questions import Paged, nothing_else
from qendra.api.shapes import (
    ContactOut,
    ContactPage,
    CustomerOut,
    CustomerPage,
    ServiceOut,
    ServicePage,
    contact_out,
    customer_out,
    service_out,
)

router = Router()


class OfCustomer(Paged):
    """All that the token sees, or those of one customer."""

    customer: Line | None = None


@router.get(
    "/services",
    response={200: ServicePage, ERRORS: Problem},
    url_name="services",
    tags=["services"],
)
def services(request: HttpRequest, wanted: Annotated[OfCustomer, Query()]) -> ServicePage:
    """The services that this token sees."""
    nothing_else(request, wanted)
    found = services_for(caller_of(request))
    if wanted.customer is not None:
        found = found.filter(customer__external_id=wanted.customer)
    rows, following = page_by_id(found, wanted.cursor, wanted.limit)
    return ServicePage(items=[service_out(row) for row in rows], next=following)


@router.get(
    "/services/{code}",
    response={200: ServiceOut, ERRORS: Problem},
    url_name="service",
    tags=["services"],
)
def service(request: HttpRequest, code: Line) -> ServiceOut:
    """One service by its ID, in any case."""
    return service_out(service_of(caller_of(request), code))


@router.get(
    "/customers",
    response={200: CustomerPage, ERRORS: Problem},
    url_name="customers",
    tags=["customers"],
)
def customers(request: HttpRequest, wanted: Annotated[Paged, Query()]) -> CustomerPage:
    """All customers for staff; its own for a token of a customer."""
    nothing_else(request, wanted)
    caller = caller_of(request)
    rows, following = page_by_id(customers_for(caller), wanted.cursor, wanted.limit)
    items = [customer_out(row, for_staff=caller.is_staff) for row in rows]
    return CustomerPage(items=items, next=following)


@router.get(
    "/customers/{customer_id}",
    response={200: CustomerOut, ERRORS: Problem},
    url_name="customer",
    tags=["customers"],
)
def customer(request: HttpRequest, customer_id: Line) -> CustomerOut:
    """One customer by the ID that it has in the provider's books."""
    caller = caller_of(request)
    found = customers_for(caller).filter(external_id=customer_id).first()
    if found is None:
        raise Http404
    return customer_out(found, for_staff=caller.is_staff)


@router.get(
    "/contacts",
    response={200: ContactPage, ERRORS: Problem},
    url_name="contacts",
    tags=["contacts"],
)
def contacts(request: HttpRequest, wanted: Annotated[OfCustomer, Query()]) -> ContactPage:
    """All contacts for staff; a customer's own for who manages its people, else oneself."""
    nothing_else(request, wanted)
    found = contacts_for(caller_of(request))
    if wanted.customer is not None:
        found = found.filter(customer__external_id=wanted.customer)
    rows, following = page_by_id(found, wanted.cursor, wanted.limit)
    return ContactPage(items=[contact_out(row) for row in rows], next=following)


@router.get(
    "/contacts/{contact_id}",
    response={200: ContactOut, ERRORS: Problem},
    url_name="contact",
    tags=["contacts"],
)
def contact(request: HttpRequest, contact_id: Id) -> ContactOut:
    """One contact."""
    found = contacts_for(caller_of(request)).filter(id=contact_id).first()
    if found is None:
        raise Http404
    return contact_out(found)
