"""The addresses of signing in."""

from __future__ import annotations

from django.urls import path

from qendra.signing_in.views import new_password

app_name = "signing_in"

urlpatterns = [
    path("new-password/<str:token>/", new_password.new_password, name="new_password"),
]
