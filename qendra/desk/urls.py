"""The addresses of the desk. A ticket ID is read in any case and spacing."""

from __future__ import annotations

from django.urls import path

from qendra.desk.views import (
    announcements,
    bulk,
    call_backs,
    calls,
    conversation,
    details,
    lists,
    moving,
    outbox,
    palette,
    presence,
    satisfaction,
    saved,
    tabs,
    tickets,
    triage,
    undoing,
)

app_name = "desk"

urlpatterns = [
    path("", lists.front, name="front"),
    path("queues/", lists.side, name="side"),
    path("queues/<str:name>/", lists.queue, name="queue"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("views/", saved.save, name="views"),
    path("views/<int:view_id>/", saved.view, name="view"),
    path("views/<int:view_id>/deletion/", saved.delete, name="view_deletion"),
    path("columns/", saved.keep_columns, name="columns"),
    path("tabs/", tabs.close, name="tabs"),
    path("undo/", undoing.undo, name="undo"),
    path("palette/", palette.palette, name="palette"),
    path("keys/", palette.keys, name="keys"),
    path("calls/new/", calls.new_call, name="new_call"),
    path("tickets/<str:ticket_id>/", tickets.ticket, name="ticket"),
    path("tickets/<str:ticket_id>/entries/", conversation.entries, name="entries"),
    path("tickets/<str:ticket_id>/presence/", presence.presence, name="presence"),
    path("tickets/<str:ticket_id>/facts/", details.facts, name="facts"),
    path("tickets/<str:ticket_id>/priority/", details.priority, name="priority"),
    path("tickets/<str:ticket_id>/assignment/", moving.assignment, name="assignment"),
    path("tickets/<str:ticket_id>/moves/", moving.moves, name="moves"),
    path("tickets/<str:ticket_id>/escalation/", moving.escalation, name="escalation"),
    path("steps/<int:step_id>/acknowledgement/", moving.acknowledgement, name="acknowledgement"),
    path("call-backs/", call_backs.call_backs, name="call_backs"),
    path("announcements/", announcements.announcements, name="announcements"),
    path("announcements/new/", announcements.new_announcement, name="new_announcement"),
    path("announcements/<int:announcement_id>/", announcements.announcement, name="announcement"),
    path("announcements/<int:announcement_id>/end/", announcements.end, name="announcement_end"),
    path(
        "announcements/<int:announcement_id>/withdrawal/",
        announcements.withdraw,
        name="announcement_withdrawal",
    ),
    path(
        "announcements/<int:announcement_id>/return/",
        announcements.put_back,
        name="announcement_return",
    ),
    path("satisfaction/", satisfaction.satisfaction, name="satisfaction"),
    path("triage/", triage.triage, name="triage"),
    path("triage/mails/<int:mail_id>/", triage.mail, name="mail"),
    path("triage/mails/<int:mail_id>/ticket/", triage.open_ticket, name="mail_ticket"),
    path("triage/mails/<int:mail_id>/joining/", triage.join, name="mail_joining"),
    path("triage/mails/<int:mail_id>/dismissal/", triage.dismiss, name="mail_dismissal"),
    path("triage/mails/<int:mail_id>/retry/", triage.retry, name="mail_retry"),
    path("outbox/<int:message_id>/repetition/", outbox.repeat, name="repetition"),
    path("files/<int:attachment_id>/", tickets.file, name="file"),
]
