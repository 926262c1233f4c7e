from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "qendra.history"
    label = "history"
    default_auto_field = "django.db.models.BigAutoField"
