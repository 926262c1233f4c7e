from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("preferences", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="unwanted", name="unwanted_kinds_are_known"),
        migrations.AddConstraint(
            model_name="unwanted",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kinds__contained_by",
                        [
                            "new_ticket",
                            "answers",
                            "states",
                            "escalations",
                            "satisfaction",
                            "priority",
                        ],
                    )
                ),
                name="unwanted_kinds_are_known",
            ),
        ),
    ]
