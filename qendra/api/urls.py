"""The addresses of the API, its description, and the page to read it."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from qendra.api.operations import api
from qendra.api.views.reading import reading

app_name = "api"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", reading, name="api-root"),
    *(each for each in api.urls[0] if getattr(each, "name", "") != "api-root"),
]
