"""A level may be a rota's, and the document says its name: noted when it changes, in any way."""

from __future__ import annotations

from django.db import migrations

RENAMED = """
CREATE TRIGGER documents_rota_changed AFTER UPDATE OF name ON rotas_rota FOR EACH ROW
WHEN (OLD.name IS DISTINCT FROM NEW.name)
EXECUTE FUNCTION documents_note_change('rota')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_what_changes"),
        ("rotas", "0001_initial"),
        ("escalation", "0010_rotas_hold_levels"),
    ]

    operations = [
        migrations.RunSQL(RENAMED, "DROP TRIGGER documents_rota_changed ON rotas_rota"),
    ]
