"""The addresses of the settings, below the desk's."""

from __future__ import annotations

from django.urls import path

from qendra.desk.settings.views import (
    brand,
    documents,
    identities,
    imports,
    index,
    mail,
    policies,
    priorities,
    records,
    setup,
    telephone,
    transports,
)

app_name = "settings"

urlpatterns = [
    path("", index.index, name="index"),
    path("setup/", setup.setup, name="setup"),
    path("setup/team/", setup.team, name="setup_team"),
    path("setup/customer/", setup.customer, name="setup_customer"),
    path("brand/", brand.brand, name="brand"),
    path("mail/", mail.mail, name="mail"),
    path("mail/tests/<int:message_id>/", mail.mail_test, name="mail_test"),
    path("telephone/", telephone.telephone, name="telephone"),
    path("telephone/new/", telephone.new_system, name="new_telephone_system"),
    path("telephone/<int:system_id>/", telephone.system, name="telephone_system"),
    path("telephone/<int:system_id>/secret/", telephone.renew, name="telephone_secret"),
    path("transports/", transports.all_transports, name="transports"),
    path("transports/new/<slug:kind>/", transports.new_transport, name="new_transport"),
    path("transports/<int:transport_id>/", transports.transport, name="transport"),
    path("transports/<int:transport_id>/test/", transports.transport_test, name="transport_test"),
    path("transports/tests/<int:page_id>/", transports.transport_result, name="transport_result"),
    path("duty-manager/", mail.duty, name="duty"),
    path("priorities/", priorities.priority_matrix, name="priorities"),
    path("calendars/", policies.calendars, name="calendars"),
    path("calendars/new/", policies.calendar, name="new_calendar"),
    path("calendars/<slug:slug>/", policies.calendar, name="calendar"),
    path("targets/", policies.levels, name="levels"),
    path("targets/new/", policies.level, name="new_level"),
    path("targets/<slug:slug>/", policies.level, name="level"),
    path("matrices/", policies.matrices, name="matrices"),
    path("matrices/new/", policies.matrix, name="new_matrix"),
    path("matrices/<slug:slug>/", policies.matrix, name="matrix"),
    path("documents/", documents.documents, name="documents"),
    path("documents/<str:code>/", documents.of_service, name="service_documents"),
    path("catalogue/<slug:kind>/", records.records, name="records"),
    path("catalogue/<slug:kind>/new/", records.new_record, name="new_record"),
    path("catalogue/<slug:kind>/export/", records.export, name="export"),
    path("catalogue/<slug:kind>/example/", records.example_file, name="example"),
    path("catalogue/<slug:kind>/import/", imports.import_file, name="import_file"),
    path("catalogue/<slug:kind>/<int:row_id>/", records.record, name="record"),
    path("sign-in/", identities.identities, name="identities"),
    path("sign-in/new/", identities.new_identity, name="new_identity"),
    path("sign-in/<int:row_id>/", identities.identity, name="identity"),
    path("imports/<int:import_id>/", imports.one_import, name="import"),
]
