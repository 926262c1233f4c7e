from django.apps import AppConfig


class SigningInConfig(AppConfig):
    name = "qendra.signing_in"
    label = "signing_in"
    default_auto_field = "django.db.models.BigAutoField"
