"""Rules cannot be changed or removed: a change is a later row."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("outreach", "0003_gate_facts")]

    operations = [
        migrations.RunSQL(
            "CREATE TRIGGER outreach_rule_append_only BEFORE UPDATE OR DELETE ON outreach_lawrule "
            "FOR EACH ROW EXECUTE FUNCTION crm_refuse_change();",
            "DROP TRIGGER outreach_rule_append_only ON outreach_lawrule;",
        ),
    ]
