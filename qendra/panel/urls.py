"""The addresses of the customers' pages. A ticket ID is read in any case and spacing."""

from __future__ import annotations

from django.urls import path

from qendra.panel.views import (
    account,
    conversation,
    deferral,
    deferral_link,
    documents,
    escalating,
    files,
    issued,
    new_ticket,
    overview,
    people,
    pin,
    rating,
    services,
    signed_pages,
    step,
    tickets,
    ways,
)

app_name = "panel"

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("services/", services.services, name="services"),
    path("services/<str:code>/", services.service, name="service"),
    path("services/<str:code>/support/", services.support, name="support"),
    path("services/<str:code>/documents/", documents.documents, name="documents"),
    path("services/<str:code>/documents/<str:name>/", documents.document, name="document"),
    path(
        "services/<str:code>/documents/escalation-matrix/<int:version>/",
        documents.version,
        name="document_version",
    ),
    path(
        "services/<str:code>/documents/escalation-matrix/<int:version>/receipt/",
        documents.receipt,
        name="receipt",
    ),
    path("received/<str:token>/", issued.received, name="received"),
    path("documents/", issued.check, name="check_page"),
    path("documents/<str:digest>/", issued.check, name="check"),
    path("services/<str:code>/support/new/", new_ticket.new_ticket, name="new_ticket"),
    path("tickets/", tickets.tickets, name="tickets"),
    path("tickets/<str:ticket_id>/", tickets.ticket, name="ticket"),
    path("tickets/<str:ticket_id>/sent/", new_ticket.sent, name="sent"),
    path("tickets/<str:ticket_id>/reply/", conversation.reply, name="reply"),
    path("tickets/<str:ticket_id>/reopening/", conversation.reopen, name="reopen"),
    path("tickets/<str:ticket_id>/confirmation/", conversation.confirm, name="confirmation"),
    path("tickets/<str:ticket_id>/escalation/", escalating.escalate, name="escalate"),
    path("tickets/<str:ticket_id>/deferral/", deferral.propose, name="deferral"),
    path("tickets/<str:ticket_id>/deferral/<int:number>/", deferral.answer, name="deferring"),
    path("tickets/<str:ticket_id>/worse/", deferral.worse, name="worse"),
    path("people/", people.people, name="people"),
    path("people/of/<int:customer_id>/new/", people.invite, name="invite"),
    path("people/<int:membership_id>/", people.member, name="member"),
    path("people/<int:membership_id>/removal/", people.removal, name="removal"),
    path("people/<int:membership_id>/invitation/", people.invitation, name="invitation"),
    path("tickets/<str:ticket_id>/rating/", rating.rating, name="rating"),
    path("rate/<str:token>/", rating.rate, name="rate"),
    path("account/", account.account, name="account"),
    path("account/pin/", pin.pin, name="pin"),
    path("account/ways/", ways.ways, name="ways"),
    path("account/ways/new/<int:transport_id>/", ways.new_way, name="new_way"),
    path("account/ways/<int:way_id>/", ways.way, name="way"),
    path("files/<int:attachment_id>/", files.file, name="file"),
    path("confirm/<str:token>/", signed_pages.confirm, name="confirm"),
    path("deferral/<str:token>/", deferral_link.deferral_answer, name="deferral_answer"),
    path("acknowledge/<str:token>/", step.acknowledge, name="acknowledge"),
    path("a/<str:short>/", step.short, name="short"),
]
