from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("escalation", "0007_answers_to_requests"),
        ("tickets", "0011_level_of_the_ladder"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='run',
            name='run_escalated',
        ),
    ]
