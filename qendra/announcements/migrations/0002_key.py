from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("announcements", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="announcement", name="key", field=models.UUIDField(null=True, unique=True)
        ),
    ]
