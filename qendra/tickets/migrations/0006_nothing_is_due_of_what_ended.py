from django.db import migrations

# A first answer that was missed stayed due after the ticket had ended.
FORGET = """
UPDATE tickets_ticket SET response_due_at = NULL, due_at = NULL
WHERE closed_at IS NOT NULL AND due_at IS NOT NULL
"""


class Migration(migrations.Migration):

    dependencies = [("tickets", "0005_open_by_opening_and_word")]

    operations = [migrations.RunSQL(FORGET, migrations.RunSQL.noop)]
