import django.core.serializers.json
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("outbox", "0001_initial")]

    operations = [
        migrations.RenameField(model_name="message", old_name="text", new_name="words"),
        migrations.AlterField(
            model_name="message", name="words", field=models.TextField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="message", name="written", field=models.TextField(blank=True, default=""), preserve_default=False,
        ),
        migrations.AddField(
            model_name="message", name="template", field=models.CharField(blank=True, max_length=100, default=""), preserve_default=False,
        ),
        migrations.AddField(
            model_name="message",
            name="told",
            field=models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder),
        ),
    ]
