"""Links of the audit chain cannot be changed or removed outside the erasing services."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("outreach", "0006_privacy_and_audit")]

    operations = [
        migrations.RunSQL(
            "CREATE TRIGGER outreach_audit_append_only BEFORE UPDATE OR DELETE ON outreach_auditlink "
            "FOR EACH ROW EXECUTE FUNCTION crm_refuse_change();",
            "DROP TRIGGER outreach_audit_append_only ON outreach_auditlink;",
        ),
    ]
