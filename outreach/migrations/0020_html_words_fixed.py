"""The HTML of a template's version is as fixed as its other words."""

from django.db import migrations

DROP = "DROP TRIGGER outreach_template_words_fixed ON outreach_templateversion;"
CREATE = (
    "CREATE TRIGGER outreach_template_words_fixed "
    "BEFORE UPDATE OF {columns} ON outreach_templateversion "
    "FOR EACH ROW EXECUTE FUNCTION crm_refuse_change();"
)
BEFORE = CREATE.format(columns="number, subject, text, variables, checksum, is_shipped")
NOW = CREATE.format(columns="number, subject, text, html, variables, checksum, is_shipped")


class Migration(migrations.Migration):

    dependencies = [("outreach", "0019_email_html")]

    operations = [migrations.RunSQL(DROP + NOW, DROP + BEFORE)]
