"""Triggers: whatever stands on escalation documents is noted when it changes, in any way.

Services that are active already are looked at once, so that each gets its first document.
"""

from __future__ import annotations

from django.db import migrations

FUNCTION = """
CREATE FUNCTION documents_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO documents_changed (kind, subject_id) VALUES (TG_ARGV[0], NEW.id);
    RETURN NULL;
END $$
"""

# Table, kind, and the columns that documents say; without columns every new row counts.
WATCHED = (
    (
        "catalogue_provider",
        "provider",
        (
            "name panel_name support_address support_phone accent legal_lines logo_id logo_type"
            " time_zone duty_manager_id names_holders"
        ),
    ),
    ("catalogue_service", "service", "name code state customer_id contract_id product_id"),
    ("catalogue_customer", "customer", "name"),
    ("accounts_person", "person", "name email phone is_active"),
    ("escalation_matrix", "matrix", ""),
    ("sla_servicelevel", "level", ""),
    ("sla_calendar", "calendar", ""),
    ("tickets_prioritymatrix", "priorities", ""),
)


def _trigger(table: str, kind: str, columns: str) -> str:
    name = f"documents_{kind}_changed"
    if not columns:
        return (
            f"CREATE TRIGGER {name} AFTER INSERT ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION documents_note_change('{kind}')"
        )
    names = columns.split()
    old, new = (", ".join(f"{row}.{each}" for each in names) for row in ("OLD", "NEW"))
    # Of people, customers' contacts by the thousand, only staff hold levels.
    staff = " AND (OLD.rights <> '{}' OR NEW.rights <> '{}')" if kind == "person" else ""
    return (
        f"CREATE TRIGGER {name} AFTER UPDATE OF {', '.join(names)} ON {table} FOR EACH ROW"
        f" WHEN (ROW({old}) IS DISTINCT FROM ROW({new}){staff})"
        f" EXECUTE FUNCTION documents_note_change('{kind}')"
    )


NEW_SERVICE = """
CREATE TRIGGER documents_service_made AFTER INSERT ON catalogue_service
FOR EACH ROW EXECUTE FUNCTION documents_note_change('service')
"""
ALL_ONCE = """
INSERT INTO documents_changed (kind, subject_id)
SELECT 'provider', 1 WHERE EXISTS (SELECT 1 FROM catalogue_service)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_initial"),
        ("sla", "0003_calendars_begin"),
        ("tickets", "0008_priority_matrix"),
    ]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION documents_note_change()"),
        *(
            migrations.RunSQL(
                _trigger(table, kind, columns),
                f"DROP TRIGGER documents_{kind}_changed ON {table}",
            )
            for table, kind, columns in WATCHED
        ),
        migrations.RunSQL(NEW_SERVICE, "DROP TRIGGER documents_service_made ON catalogue_service"),
        migrations.RunSQL(ALL_ONCE, migrations.RunSQL.noop),
    ]
