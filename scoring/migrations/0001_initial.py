import crm.models.base
import django.db.models.deletion
import realestate.lib.clock
import realestate.lib.scopes
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('crm', '0001_whole'),
    ]

    operations = [
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=realestate.lib.clock.now, editable=False)),
                ('updated_at', crm.models.base.UpdatedAtField(editable=False)),
                ('kind', models.CharField(max_length=40)),
                ('reason', models.CharField(max_length=240)),
                ('opener', models.CharField(blank=True, max_length=400)),
                ('score', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('deadline_at', models.DateTimeField()),
                ('status', models.CharField(choices=[('open', 'Open'), ('done', 'Done'), ('dismissed', 'Dismissed')], default='open', max_length=10)),
                ('key', models.CharField(max_length=80)),
                ('agent', crm.models.base.TenantForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='alerts', to='crm.agent')),
                ('brokerage', models.ForeignKey(db_constraint=False, db_index=False, default=realestate.lib.scopes.current_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='crm.brokerage')),
                ('lead', crm.models.base.TenantForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alerts', to='crm.lead')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('status', 'open')), fields=['brokerage', 'agent', 'deadline_at'], name='scoring_alert_open')],
                'constraints': [models.UniqueConstraint(fields=('brokerage', 'key'), name='scoring_alert_key'), models.CheckConstraint(condition=models.Q(('status__in', ['open', 'done', 'dismissed'])), name='scoring_alert_known'), crm.models.base.SameBrokerage(field='lead', name='scoring_alert_lead_same'), crm.models.base.SameBrokerage(field='agent', name='scoring_alert_agent_same')],
            },
        ),
        migrations.CreateModel(
            name='Evaluation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=realestate.lib.clock.now, editable=False)),
                ('updated_at', crm.models.base.UpdatedAtField(editable=False)),
                ('score', models.PositiveSmallIntegerField()),
                ('before', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('reasons', models.JSONField(help_text='List of rule, words, points; the points sum to the score.')),
                ('features', models.JSONField()),
                ('inputs_hash', models.CharField(max_length=64)),
                ('model', models.CharField(help_text='What made the score, for example rules-1.', max_length=40)),
                ('rests_on', models.CharField(default='rules', help_text='rules, prior or data', max_length=16)),
                ('event_id', models.BigIntegerField(blank=True, help_text='The event that caused it.', null=True)),
                ('evaluated_at', models.DateTimeField()),
                ('brokerage', models.ForeignKey(db_constraint=False, default=realestate.lib.scopes.current_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='crm.brokerage')),
                ('lead', crm.models.base.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='evaluations', to='crm.lead')),
            ],
            options={
                'indexes': [models.Index(fields=['lead', '-evaluated_at', '-id'], name='scoring_evaluation_lead')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('event_id__isnull', False)), fields=('brokerage', 'lead', 'event_id'), name='scoring_evaluation_once'), models.CheckConstraint(condition=models.Q(('score__range', (1, 99))), name='scoring_evaluation_range'), crm.models.base.SameBrokerage(field='lead', name='scoring_evaluation_lead_same')],
            },
        ),
        migrations.CreateModel(
            name='WeightSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=realestate.lib.clock.now, editable=False)),
                ('updated_at', crm.models.base.UpdatedAtField(editable=False)),
                ('name', models.CharField(default='Rules', max_length=80)),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('points', models.JSONField(help_text='Rule name to points.')),
                ('is_active', models.BooleanField(default=False)),
                ('agent', crm.models.base.TenantForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='crm.agent')),
                ('brokerage', models.ForeignKey(db_index=False, default=realestate.lib.scopes.current_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='crm.brokerage')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('brokerage', 'version'), name='scoring_weights_version'), models.UniqueConstraint(condition=models.Q(('is_active', True)), fields=('brokerage',), name='scoring_weights_one_active'), crm.models.base.SameBrokerage(field='agent', name='scoring_weightset_agent_same')],
            },
        ),
    ]
