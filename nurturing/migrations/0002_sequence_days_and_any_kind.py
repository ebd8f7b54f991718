"""How long a run may last, and sequences for every kind of lead."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("nurturing", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="sequenceversion",
            name="days",
            field=models.PositiveSmallIntegerField(
                default=30, help_text="A run ends after so many days, steps left or not."
            ),
        ),
        migrations.AlterField(
            model_name="sequence",
            name="lead_kind",
            field=models.CharField(
                blank=True,
                choices=[("buyer", "Buyer"), ("seller", "Seller"), ("owner", "Owner")],
                help_text="Empty: any kind.",
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="sequence",
            name="enroll_above",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Leads scored above this start by themselves; 0: every new lead with consent; "
                "empty: only by hand.",
                null=True,
            ),
        ),
    ]
