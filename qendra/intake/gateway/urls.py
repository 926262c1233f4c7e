"""The addresses to which gateways post."""

from __future__ import annotations

from django.urls import path

from qendra.intake.gateway import views

app_name = "gateway"

urlpatterns = [
    path("<str:key>/sms/", views.sms, name="sms"),
    path("<str:key>/keys/<str:call>/", views.keypad, name="keypad"),
]
