"""The addresses of the settings, below the desk's."""

from __future__ import annotations

from django.urls import path

from qendra.desk.settings.views import brand, index

app_name = "settings"

urlpatterns = [
    path("", index.index, name="index"),
    path("brand/", brand.brand, name="brand"),
]
