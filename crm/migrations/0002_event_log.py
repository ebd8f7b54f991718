"""The event log: append-only, partitioned by month of ``recorded_at``."""

import crm.models.events
import django.db.models.deletion
import django_scopes.manager  # noqa: F401
import realestate.lib.clock
import realestate.lib.scopes
from datetime import UTC, datetime
from django.conf import settings  # noqa: F401
from django.db import migrations, models

MONTHS_BACK, MONTHS_AHEAD = 6, 3

TABLE = """
CREATE SEQUENCE crm_event_id_seq AS bigint;
CREATE TABLE crm_event (
    id bigint NOT NULL DEFAULT nextval('crm_event_id_seq'),
    brokerage_id bigint NOT NULL,
    contact_id bigint,
    kind varchar(60) NOT NULL,
    version smallint NOT NULL CHECK (version >= 0),
    payload jsonb NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    correlation_id varchar(36) NOT NULL,
    PRIMARY KEY (id, recorded_at)
) PARTITION BY RANGE (recorded_at);
ALTER SEQUENCE crm_event_id_seq OWNED BY crm_event.id;
CREATE INDEX crm_event_contact ON crm_event (brokerage_id, contact_id, occurred_at);
CREATE INDEX crm_event_kind ON crm_event (brokerage_id, kind, occurred_at);
CREATE TABLE crm_event_default PARTITION OF crm_event DEFAULT;

CREATE FUNCTION crm_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('homestretch.erasing', true) = 'on' THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER crm_event_append_only BEFORE UPDATE OR DELETE ON crm_event
    FOR EACH ROW EXECUTE FUNCTION crm_refuse_change();
"""

UNDO = "DROP TABLE crm_event; DROP FUNCTION crm_refuse_change();"


def make_partitions(apps, schema_editor):
    """Make the months around today; a periodic job makes the later ones."""
    today = datetime.now(UTC)
    for step in range(-MONTHS_BACK, MONTHS_AHEAD + 1):
        year, month = divmod(today.year * 12 + today.month - 1 + step, 12)
        following, next_month = divmod(year * 12 + month + 1, 12)
        schema_editor.execute(
            f"CREATE TABLE crm_event_{year}_{month + 1:02} PARTITION OF crm_event "
            f"FOR VALUES FROM ('{year}-{month + 1:02}-01 00:00+00') TO ('{following}-{next_month + 1:02}-01 00:00+00')"
        )


class Migration(migrations.Migration):

    dependencies = [("crm", "0001_whole")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(TABLE, UNDO),
                migrations.RunPython(make_partitions, migrations.RunPython.noop),
            ],
            state_operations=[
                migrations.CreateModel(
                    name='Event',
                    fields=[
                        ('id', models.BigAutoField(primary_key=True, serialize=False)),
                        ('contact_id', models.BigIntegerField(null=True)),
                        ('kind', models.CharField(max_length=60)),
                        ('version', models.PositiveSmallIntegerField(default=1)),
                        ('payload', models.JSONField(default=dict)),
                        ('occurred_at', models.DateTimeField(default=realestate.lib.clock.now)),
                        ('recorded_at', models.DateTimeField(default=realestate.lib.clock.now)),
                        ('correlation_id', models.CharField(default=crm.models.events.new_correlation, max_length=36)),
                        ('brokerage', models.ForeignKey(db_constraint=False, default=realestate.lib.scopes.current_id, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='crm.brokerage')),
                    ],
                ),
                migrations.AddIndex(model_name='event', index=models.Index(fields=['brokerage', 'contact_id', 'occurred_at'], name='crm_event_contact')),
                migrations.AddIndex(model_name='event', index=models.Index(fields=['brokerage', 'kind', 'occurred_at'], name='crm_event_kind')),
            ],
        ),
    ]
