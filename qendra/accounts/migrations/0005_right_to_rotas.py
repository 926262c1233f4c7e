from django.db import migrations, models

# Who holds it as delivered. The version before this one passes over a right that it does not know.
GIVE = """
UPDATE accounts_role SET rights = array_append(rights, 'rotas')
 WHERE key IN ('administrator', 'supervisor') AND NOT 'rotas' = ANY(rights);
UPDATE accounts_person SET rights = array_append(rights, 'rotas')
 WHERE NOT 'rotas' = ANY(rights) AND id IN (
    SELECT held.person_id FROM accounts_person_roles AS held
      JOIN accounts_role AS role ON role.id = held.role_id
     WHERE 'rotas' = ANY(role.rights));
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_right_to_announce")]

    operations = [
        migrations.RemoveConstraint(model_name='role', name='role_rights_are_known'),
        migrations.AddConstraint(
            model_name='role',
            constraint=models.CheckConstraint(condition=models.Q(('rights__contained_by', ['see', 'note', 'work', 'escalate', 'acknowledge', 'supervise', 'announce', 'rotas', 'administer', 'import', 'manage_staff'])), name='role_rights_are_known'),
        ),
        migrations.RunSQL(GIVE, migrations.RunSQL.noop),
    ]
