"""The addresses of rotas, below the desk's."""

from __future__ import annotations

from django.urls import path

from qendra.desk.rotas.views import absences, calendars, ending, overrides, overview, plans, rota

app_name = "rotas"

urlpatterns = [
    path("", overview.rotas, name="rotas"),
    path("new/", plans.new_rota, name="new_rota"),
    path("absences/", absences.absences, name="absences"),
    path("absences/deputy/", absences.deputy, name="deputy"),
    path("absences/<int:absence_id>/withdrawal/", absences.withdraw, name="absence_withdrawal"),
    path("calendars/", calendars.calendars, name="calendars"),
    path("calendars/addresses/", calendars.address, name="calendar_address"),
    path(
        "calendars/addresses/<int:address_id>/revocation/",
        calendars.revocation,
        name="calendar_revocation",
    ),
    path("calendars/absences/", calendars.absence_file, name="absence_file"),
    path("calendars/shifts/", calendars.shift_file, name="shift_file"),
    path("calendars/<str:token>/shifts.ics", calendars.calendar, name="calendar"),
    path("overrides/<int:override_id>/withdrawal/", overrides.withdraw, name="override_withdrawal"),
    path("<int:rota_id>/", rota.rota, name="rota"),
    path("<int:rota_id>/plan/", plans.plan, name="plan"),
    path("<int:rota_id>/end/", ending.end, name="end"),
    path("<int:rota_id>/overrides/", overrides.override, name="override"),
]
