"""Gate decisions cannot be changed or removed outside the erasure service."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("outreach", "0001_initial"), ("crm", "0002_event_log")]

    operations = [
        migrations.RunSQL(
            "CREATE TRIGGER outreach_decision_append_only BEFORE UPDATE OR DELETE ON outreach_gatedecision "
            "FOR EACH ROW EXECUTE FUNCTION crm_refuse_change();",
            "DROP TRIGGER outreach_decision_append_only ON outreach_gatedecision;",
        ),
    ]
