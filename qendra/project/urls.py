"""All addresses. Each face brings its own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from qendra.desk.settings.views.setup import first_administrator
from qendra.project.doctor.page import doctor
from qendra.project.error_pages import server_error
from qendra.project.logo import logo
from qendra.project.metrics.page import metrics
from qendra.project.probes import healthz, readyz
from qendra.project.standstill import standstill
from qendra.project.style.page import style
from qendra.project.stylesheet import stylesheet

handler500 = server_error

urlpatterns: list[URLPattern | URLResolver] = [
    # First, for programs ask most often, and the panel's addresses begin with nothing.
    path("api/v1/", include("qendra.api.urls")),
    path("", include("qendra.panel.urls")),
    path("", include("qendra.signing_in.urls")),
    path("desk/doctor/", doctor, name="doctor"),
    path("desk/standstill/", standstill, name="standstill"),
    path("set-up/<str:token>/", first_administrator, name="first_administrator"),
    path("desk/settings/", include("qendra.staff.urls")),
    path("desk/settings/", include("qendra.desk.settings.urls")),
    path("desk/rotas/", include("qendra.desk.rotas.urls")),
    path("desk/", include("qendra.desk.urls")),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("incoming/", include("qendra.intake.gateway.urls")),
    path("language/", set_language, name="set_language"),
    path("style/", style, name="style"),
    path("logo-<slug:version>", logo, name="logo"),
    path("style-<slug:version>.css", stylesheet, name="stylesheet"),
]
