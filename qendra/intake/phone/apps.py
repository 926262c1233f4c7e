from django.apps import AppConfig


class IntakePhoneConfig(AppConfig):
    name = "qendra.intake.phone"
    label = "intake_phone"
    default_auto_field = "django.db.models.BigAutoField"
