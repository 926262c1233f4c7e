from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "qendra.tickets"
    label = "tickets"
    default_auto_field = "django.db.models.BigAutoField"
