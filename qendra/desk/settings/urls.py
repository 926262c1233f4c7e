"""The addresses of the settings, below the desk's."""

from __future__ import annotations

from django.urls import path

from qendra.desk.settings.views import brand, imports, index, records

app_name = "settings"

urlpatterns = [
    path("", index.index, name="index"),
    path("brand/", brand.brand, name="brand"),
    path("catalogue/<slug:kind>/", records.records, name="records"),
    path("catalogue/<slug:kind>/new/", records.new_record, name="new_record"),
    path("catalogue/<slug:kind>/export/", records.export, name="export"),
    path("catalogue/<slug:kind>/example/", records.example_file, name="example"),
    path("catalogue/<slug:kind>/import/", imports.import_file, name="import_file"),
    path("catalogue/<slug:kind>/<int:row_id>/", records.record, name="record"),
    path("imports/<int:import_id>/", imports.one_import, name="import"),
]
