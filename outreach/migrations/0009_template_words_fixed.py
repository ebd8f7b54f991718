"""The words of a template's version cannot be changed: an edit is the next version."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("outreach", "0008_templates"), ("crm", "0002_event_log")]

    operations = [
        migrations.RunSQL(
            "CREATE TRIGGER outreach_template_words_fixed "
            "BEFORE UPDATE OF number, subject, text, variables, checksum, is_shipped ON outreach_templateversion "
            "FOR EACH ROW EXECUTE FUNCTION crm_refuse_change();",
            "DROP TRIGGER outreach_template_words_fixed ON outreach_templateversion;",
        ),
    ]
