import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.lookups
from django.db import migrations, models

REFUSE_CHANGE = """
CREATE FUNCTION sla_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A row of % is never changed; write the next version.', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER sla_calendar_is_immutable BEFORE UPDATE ON sla_calendar
    FOR EACH ROW EXECUTE FUNCTION sla_refuse_change();
CREATE TRIGGER sla_servicelevel_is_immutable BEFORE UPDATE ON sla_servicelevel
    FOR EACH ROW EXECUTE FUNCTION sla_refuse_change();
CREATE TRIGGER sla_target_is_immutable BEFORE UPDATE ON sla_target
    FOR EACH ROW EXECUTE FUNCTION sla_refuse_change();
"""
ALLOW_CHANGE = """
DROP TRIGGER sla_target_is_immutable ON sla_target;
DROP TRIGGER sla_servicelevel_is_immutable ON sla_servicelevel;
DROP TRIGGER sla_calendar_is_immutable ON sla_calendar;
DROP FUNCTION sla_refuse_change();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Calendar",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField()),
                ("version", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=100)),
                ("time_zone", models.CharField(max_length=64)),
                ("always", models.BooleanField(default=False)),
                ("windows", models.JSONField(blank=True, default=list)),
                ("country", models.CharField(blank=True, max_length=2)),
                ("region", models.CharField(blank=True, max_length=10)),
                (
                    "closed_days",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DateField(), blank=True, default=list, size=None
                    ),
                ),
                ("is_business_hours", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("slug", "version"), name="sla_calendar_one_row_per_version"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_business_hours", True)),
                        fields=("version",),
                        name="sla_calendar_one_business_hours",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("always", False),
                            models.Q(
                                ("always", True),
                                ("closed_days", []),
                                ("country", ""),
                                ("is_business_hours", False),
                                ("windows", []),
                            ),
                            _connector="OR",
                        ),
                        name="sla_calendar_always_needs_no_hours",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("region", ""),
                            models.Q(("country", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="sla_calendar_region_needs_country",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("windows"),
                                function="jsonb_array_length",
                                output_field=models.IntegerField(),
                            ),
                            models.Func(
                                models.Func(
                                    models.F("windows"),
                                    models.Value(
                                        "$[*] ? (@.weekday >= 0 && @.weekday <= 6 && @.weekday.floor() == @.weekday && @.start >= 0 && @.start.floor() == @.start && @.end > @.start && @.end <= 1440 && @.end.floor() == @.end)"
                                    ),
                                    function="jsonb_path_query_array",
                                    output_field=models.JSONField(),
                                    template="%(function)s(%(expressions)s::jsonpath)",
                                ),
                                function="jsonb_array_length",
                                output_field=models.IntegerField(),
                            ),
                        ),
                        name="sla_calendar_windows_well_formed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1)),
                        name="sla_calendar_versions_from_one",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceLevel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField()),
                ("version", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=100)),
                ("created_at", models.DateTimeField()),
                (
                    "business_hours",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sla.calendar",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_levels",
                        to="catalogue.contract",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_levels",
                        to="catalogue.product",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_levels",
                        to="catalogue.service",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("priority", models.CharField(max_length=10)),
                ("response_minutes", models.PositiveIntegerField()),
                ("repair_minutes", models.PositiveIntegerField()),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets",
                        to="sla.calendar",
                    ),
                ),
                (
                    "service_level",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets",
                        to="sla.servicelevel",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="servicelevel",
            constraint=models.UniqueConstraint(
                fields=("slug", "version"), name="sla_level_one_row_per_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="servicelevel",
            constraint=models.UniqueConstraint(
                condition=models.Q(("contract__isnull", False)),
                fields=("contract", "version"),
                name="sla_level_one_per_contract",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicelevel",
            constraint=models.UniqueConstraint(
                condition=models.Q(("product__isnull", False)),
                fields=("product", "version"),
                name="sla_level_one_per_product",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicelevel",
            constraint=models.UniqueConstraint(
                condition=models.Q(("service__isnull", False)),
                fields=("service", "version"),
                name="sla_level_one_per_service",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicelevel",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("contract__isnull", True), ("product__isnull", True), ("service__isnull", True)
                ),
                fields=("version",),
                name="sla_level_one_default",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicelevel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("contract__isnull", True), ("product__isnull", True)),
                    models.Q(("contract__isnull", True), ("service__isnull", True)),
                    models.Q(("product__isnull", True), ("service__isnull", True)),
                    _connector="OR",
                ),
                name="sla_level_one_scope_at_most",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicelevel",
            constraint=models.CheckConstraint(
                condition=models.Q(("version__gte", 1)), name="sla_level_versions_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.UniqueConstraint(
                fields=("service_level", "priority"), name="sla_target_one_per_priority"
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(("priority__in", ("critical", "major", "minor", "low"))),
                name="sla_target_known_priority",
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("repair_minutes__gte", models.F("response_minutes")),
                    ("response_minutes__gte", 1),
                ),
                name="sla_target_answers_before_repair",
            ),
        ),
        migrations.RunSQL(sql=REFUSE_CHANGE, reverse_sql=ALLOW_CHANGE),
    ]
