from django.apps import AppConfig


class StaffMailsConfig(AppConfig):
    name = "qendra.staff_mails"
    label = "staff_mails"
    default_auto_field = "django.db.models.BigAutoField"
