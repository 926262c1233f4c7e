from __future__ import annotations

import json

from django.db import migrations, models

# What gave an old ticket its priority cannot be rewritten behind its back (P1).
NEVER_CHANGED = """
CREATE FUNCTION tickets_matrix_is_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A row of % is never changed or deleted; write the next version.', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER tickets_prioritymatrix_is_never_changed
    BEFORE UPDATE OR DELETE ON tickets_prioritymatrix
    FOR EACH ROW EXECUTE FUNCTION tickets_matrix_is_never_changed();
"""
CHANGEABLE = """
DROP TRIGGER tickets_prioritymatrix_is_never_changed ON tickets_prioritymatrix;
DROP FUNCTION tickets_matrix_is_never_changed();
"""
# The default of P1, by which all tickets so far were taken.
FIRST = json.dumps(
    {
        "service_affecting": {"high": "critical", "medium": "major", "low": "minor"},
        "degradation": {"high": "major", "medium": "minor", "low": "low"},
        "non_service_affecting": {"high": "minor", "medium": "low", "low": "low"},
    }
)
INSTALL = f"""
INSERT INTO tickets_prioritymatrix (version, cells, created_at) VALUES (1, '{FIRST}', now())
"""  # noqa: S608 (our own words)


class Migration(migrations.Migration):
    dependencies = [("tickets", "0007_update_cadence")]

    operations = [
        migrations.CreateModel(
            name="PriorityMatrix",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(unique=True)),
                ("cells", models.JSONField()),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1)),
                        name="priority_matrix_versions_from_one",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="ticket",
            name="matrix_version",
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
        migrations.RunSQL(INSTALL, migrations.RunSQL.noop),
        migrations.RunSQL(NEVER_CHANGED, CHANGEABLE),
    ]
