from django.apps import AppConfig


class PagingConfig(AppConfig):
    name = "qendra.paging"
    label = "paging"
    default_auto_field = "django.db.models.BigAutoField"
