from django.apps import AppConfig


class IntakeEmailConfig(AppConfig):
    name = "qendra.intake.email"
    label = "intake_email"
    default_auto_field = "django.db.models.BigAutoField"
