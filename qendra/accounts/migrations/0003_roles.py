import django.contrib.postgres.fields
import django.db.models.functions.text
from django.db import migrations, models

# As delivered on the day of this migration; what a role gives is the provider's from then on.
DELIVER = """
INSERT INTO accounts_role (key, name, description, rights, requires_second_factor) VALUES
  ('administrator', '', '', '{see,note,work,escalate,acknowledge,supervise,administer,import,manage_staff}', false),
  ('supervisor', '', '', '{see,note,work,escalate,acknowledge,supervise}', false),
  ('agent', '', '', '{see,note,work,escalate}', false),
  ('problem_manager', '', '', '{see,note}', false),
  ('ladder_holder', '', '', '{see,note,acknowledge}', false),
  ('auditor', '', '', '{see}', false);
"""
# The version before this one adds people without knowing the column.
DEFAULTS = "ALTER TABLE accounts_person ALTER COLUMN rights SET DEFAULT '{}'"
HOLD = """
INSERT INTO accounts_person_roles (person_id, role_id)
SELECT person.id, role.id FROM accounts_person AS person
  JOIN accounts_role AS role ON role.key = ANY(person.roles)
ON CONFLICT DO NOTHING;
UPDATE accounts_person AS person SET rights = ARRAY(
    SELECT DISTINCT each FROM accounts_role AS role, unnest(role.rights) AS each
     WHERE role.key = ANY(person.roles) ORDER BY each)
 WHERE person.roles <> '{}';
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_session_salt")]

    operations = [
        # The column keeps its name and its content for the version before this one.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint(model_name='person', name='person_roles_are_known'),
                migrations.RemoveField(model_name='person', name='roles'),
                migrations.AddField(
                    model_name='person',
                    name='former_roles',
                    field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), blank=True, db_column='roles', default=list, size=None),
                ),
                migrations.AddConstraint(
                    model_name='person',
                    constraint=models.CheckConstraint(condition=models.Q(('former_roles__contained_by', ['administrator', 'supervisor', 'agent', 'problem_manager', 'ladder_holder', 'auditor'])), name='person_roles_are_known'),
                ),
            ],
        ),
        migrations.CreateModel(
            name='Role',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(editable=False, max_length=30, null=True, unique=True)),
                ('name', models.CharField(blank=True, max_length=100)),
                ('description', models.CharField(blank=True, max_length=300)),
                ('rights', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), blank=True, default=list, size=None)),
                ('requires_second_factor', models.BooleanField(default=False)),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('rights__contained_by', ['see', 'note', 'work', 'escalate', 'acknowledge', 'supervise', 'administer', 'import', 'manage_staff'])), name='role_rights_are_known'),
                    models.CheckConstraint(condition=models.Q(('key__isnull', False), models.Q(('name', ''), _negated=True), _connector='OR'), name='role_has_a_name'),
                    models.UniqueConstraint(django.db.models.functions.text.Lower('name'), condition=models.Q(('name', ''), _negated=True), name='one_role_a_name'),
                ],
            },
        ),
        migrations.AddField(
            model_name='person',
            name='is_limited',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='person',
            name='left_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='person',
            name='needs_second_factor',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='person',
            name='rights',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), blank=True, default=list, size=None),
        ),
        migrations.RunSQL(DEFAULTS, migrations.RunSQL.noop),
        migrations.AddField(
            model_name='team',
            name='is_limited',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='person',
            name='roles',
            field=models.ManyToManyField(blank=True, related_name='holders', to='accounts.role'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('rights', []), _negated=True), fields=['name'], name='person_of_staff'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('left_at__isnull', True), ('is_active', False), _connector='OR'), name='person_who_left_is_not_active'),
        ),
        migrations.RunSQL(DELIVER, migrations.RunSQL.noop),
        migrations.RunSQL(HOLD, migrations.RunSQL.noop),
    ]
