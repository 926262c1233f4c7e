from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "qendra.project"
    label = "project"
