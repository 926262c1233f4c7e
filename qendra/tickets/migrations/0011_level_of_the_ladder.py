from django.db import migrations, models
from django.db.models import Q

# What tickets that climb already know from their timelines.
KNOWN = """
UPDATE tickets_ticket AS ticket
SET level = newest.level
FROM (
    SELECT DISTINCT ON (ticket_id)
        ticket_id, coalesce(data ->> 'to_level', data ->> 'level')::smallint AS level
    FROM tickets_entry
    WHERE kind IN ('escalation_stepped', 'escalation_lowered')
    ORDER BY ticket_id, id DESC
) AS newest
WHERE newest.ticket_id = ticket.id;
"""


class Migration(migrations.Migration):

    dependencies = [("tickets", "0010_reach")]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="level",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=Q(closed_at__isnull=True) & Q(level__gte=1),
                fields=["due_at", "id"],
                name="ticket_open_escalated",
            ),
        ),
    ]
