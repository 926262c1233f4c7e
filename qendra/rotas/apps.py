from django.apps import AppConfig


class RotasConfig(AppConfig):
    name = "qendra.rotas"
    label = "rotas"
    default_auto_field = "django.db.models.BigAutoField"
