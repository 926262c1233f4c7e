"""The tables: relations point down, and the migrations say what the models say."""

from __future__ import annotations

import tomllib

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.models import Model

from tests.architecture.source import REPOSITORY


def test_relations_point_down_like_imports() -> None:
    upward = [
        f"{model.__name__}.{field.name} → {field.related_model.__name__}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if _is_ours(model) and field.concrete and isinstance(field.related_model, type)
        if _height(model) < _height(field.related_model)
    ]
    assert upward == []


def test_the_migrations_say_what_the_models_say() -> None:
    loader = MigrationLoader(None)
    found = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
    changes = found.changes(graph=loader.graph)
    assert {app: [str(each) for each in migrations] for app, migrations in changes.items()} == {}


def test_no_app_has_two_heads_of_migrations() -> None:
    assert MigrationLoader(None).detect_conflicts() == {}


def _is_ours(model: type[Model]) -> bool:
    """What allauth keeps points at our people, as Django's own tables would."""
    return model.__module__.startswith("qendra.")


def _height(model: type[Model]) -> int:
    """0 for the lowest layer. What comes from Django lies below everything of ours."""
    parts = model.__module__.split(".")
    if parts[0] != "qendra":
        return -1
    layers = [layer.split(" | ") for layer in reversed(_layers())]
    return next(height for height, layer in enumerate(layers) if parts[1] in layer)


def _layers() -> list[str]:
    config = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
    contracts = config["tool"]["importlinter"]["contracts"]
    return list(next(each["layers"] for each in contracts if each.get("exhaustive")))
