from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0009_deferral")]

    operations = [
        migrations.AddField(
            model_name="prioritymatrix",
            name="services",
            field=models.PositiveSmallIntegerField(db_default=3, default=3),
        ),
        migrations.AddField(
            model_name="prioritymatrix",
            name="customers",
            field=models.PositiveSmallIntegerField(db_default=3, default=3),
        ),
        migrations.AddField(
            model_name="prioritymatrix",
            name="buyers",
            field=models.PositiveSmallIntegerField(db_default=5, default=5),
        ),
        migrations.AddField(
            model_name="prioritymatrix",
            name="minutes",
            field=models.PositiveSmallIntegerField(db_default=60, default=60),
        ),
        migrations.AddField(
            model_name="ticket",
            name="reach",
            field=models.CharField(
                choices=[
                    ("service", "This service only"),
                    ("site", "The whole site"),
                    ("customers", "Many customers"),
                ],
                max_length=10,
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="ticket",
            name="reach_due",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("reach_due", True)), fields=["id"], name="ticket_reach_due"
            ),
        ),
    ]
