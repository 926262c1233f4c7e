"""The addresses of rotas, below the desk's."""

from __future__ import annotations

from django.urls import path

from qendra.desk.rotas.views import absences, overrides, overview, plans, rota

app_name = "rotas"

urlpatterns = [
    path("", overview.rotas, name="rotas"),
    path("new/", plans.new_rota, name="new_rota"),
    path("absences/", absences.absences, name="absences"),
    path("absences/deputy/", absences.deputy, name="deputy"),
    path("absences/<int:absence_id>/withdrawal/", absences.withdraw, name="absence_withdrawal"),
    path("overrides/<int:override_id>/withdrawal/", overrides.withdraw, name="override_withdrawal"),
    path("<int:rota_id>/", rota.rota, name="rota"),
    path("<int:rota_id>/plan/", plans.plan, name="plan"),
    path("<int:rota_id>/overrides/", overrides.override, name="override"),
]
