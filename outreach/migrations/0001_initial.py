import crm.models.base
import django.db.models.deletion
import realestate.lib.clock
import realestate.lib.scopes
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('crm', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Conversation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=realestate.lib.clock.now, editable=False)),
                ('updated_at', crm.models.base.UpdatedAtField(editable=False)),
                ('in_charge', models.CharField(choices=[('assistant', 'Homestretch'), ('agent', 'Agent')], default='assistant', max_length=10)),
                ('taken_over_at', models.DateTimeField(blank=True, null=True)),
                ('paused_reason', models.CharField(blank=True, help_text='Automation waits for a person to decide about an unclear answer.', max_length=160)),
                ('last_message_at', models.DateTimeField(blank=True, null=True)),
                ('last_inbound_at', models.DateTimeField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, help_text='When we last wrote.', null=True)),
                ('snoozed_until', models.DateTimeField(blank=True, null=True)),
                ('agent', crm.models.base.TenantForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='conversations', to='crm.agent')),
                ('brokerage', models.ForeignKey(db_constraint=False, db_index=False, default=realestate.lib.scopes.current_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='crm.brokerage')),
                ('contact', crm.models.base.TenantOneToOne(on_delete=django.db.models.deletion.CASCADE, related_name='conversation', to='crm.contact')),
            ],
            options={
                'indexes': [models.Index(fields=['brokerage', '-last_message_at', '-id'], name='outreach_conversation_recent')],
                'constraints': [models.CheckConstraint(condition=models.Q(('in_charge__in', ['assistant', 'agent'])), name='outreach_conversation_charge_known'), models.CheckConstraint(condition=models.Q(models.Q(('in_charge', 'agent'), _negated=True), ('taken_over_at__isnull', False), _connector='OR'), name='outreach_conversation_agent_named'), crm.models.base.SameBrokerage(field='contact', name='outreach_conversation_contact_same'), crm.models.base.SameBrokerage(field='agent', name='outreach_conversation_agent_same')],
            },
        ),
        migrations.CreateModel(
            name='DncCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=realestate.lib.clock.now, editable=False)),
                ('updated_at', crm.models.base.UpdatedAtField(editable=False)),
                ('registry', models.CharField(choices=[('national', 'National'), ('state', 'State')], max_length=8)),
                ('is_listed', models.BooleanField()),
                ('list_date', models.DateField()),
                ('brokerage', models.ForeignKey(db_constraint=False, db_index=False, default=realestate.lib.scopes.current_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='crm.brokerage')),
                ('point', crm.models.base.TenantForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dnc_checks', to='crm.contactpoint')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('brokerage', 'point', 'registry'), name='outreach_dnc_once'), crm.models.base.SameBrokerage(field='point', name='outreach_dnccheck_point_same')],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=realestate.lib.clock.now, editable=False)),
                ('updated_at', crm.models.base.UpdatedAtField(editable=False)),
                ('address', models.CharField(help_text='Number or address at the time of sending.', max_length=254)),
                ('direction', models.CharField(choices=[('out', 'To them'), ('in', 'From them')], max_length=3)),
                ('channel', models.CharField(choices=[('sms', 'Text'), ('email', 'Email')], max_length=8)),
                ('purpose', models.CharField(choices=[('marketing', 'Marketing'), ('informational', 'About an appointment or a deal'), ('reply', 'Answer to their message'), ('optout_confirmation', 'Opt-out confirmation'), ('help_response', 'Answer to HELP')], default='marketing', max_length=24)),
                ('author', models.CharField(choices=[('agent', 'Agent'), ('sequence', 'Sequence'), ('assistant', 'Homestretch'), ('contact', 'Contact')], max_length=10)),
                ('subject', models.CharField(blank=True, max_length=200)),
                ('body', models.TextField()),
                ('key', models.CharField(max_length=120)),
                ('status', models.CharField(choices=[('queued', 'Waiting'), ('held', 'Held until later'), ('blocked', 'Blocked'), ('cancelled', 'Cancelled'), ('claimed', 'Being sent'), ('unknown', 'Not known yet'), ('sent', 'Sent'), ('delivered', 'Delivered'), ('failed', 'Failed'), ('received', 'Received')], default='queued', max_length=10)),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, help_text='Why it is held, blocked, cancelled or failed.', max_length=200)),
                ('carrier', models.CharField(blank=True, max_length=20)),
                ('provider_id', models.CharField(blank=True, max_length=120)),
                ('error_code', models.CharField(blank=True, max_length=20)),
                ('segments', models.PositiveSmallIntegerField(default=0)),
                ('cost_micros', models.BigIntegerField(default=0, help_text='Millionths of a US dollar.')),
                ('attempts', models.PositiveSmallIntegerField(default=0, help_text='Claims so far, this one included.')),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('delivered_at', models.DateTimeField(blank=True, null=True)),
                ('occurred_at', models.DateTimeField(help_text='When it was written or received; orders the thread.')),
                ('intent', models.CharField(blank=True, max_length=24)),
                ('sentiment', models.FloatField(blank=True, help_text='-1 to 1.', null=True)),
                ('understood', models.JSONField(blank=True, default=dict)),
                ('agent', crm.models.base.TenantForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='messages', to='crm.agent')),
                ('brokerage', models.ForeignKey(db_constraint=False, db_index=False, default=realestate.lib.scopes.current_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='crm.brokerage')),
                ('contact', crm.models.base.TenantForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='crm.contact')),
                ('conversation', crm.models.base.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='outreach.conversation')),
                ('in_reply_to', crm.models.base.TenantForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replies', to='outreach.message')),
                ('lead', crm.models.base.TenantForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='messages', to='crm.lead')),
                ('point', crm.models.base.TenantForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='messages', to='crm.contactpoint')),
            ],
            options={
                'indexes': [models.Index(fields=['conversation', '-occurred_at', '-id'], name='outreach_message_thread'), models.Index(condition=models.Q(('status__in', ('queued', 'held'))), fields=['brokerage', 'due_at'], name='outreach_message_due'), models.Index(condition=models.Q(('status__in', ['claimed', 'unknown'])), fields=['brokerage', 'claimed_at'], name='outreach_message_on_wire'), models.Index(condition=models.Q(('direction', 'out')), fields=['contact', '-sent_at'], name='outreach_message_history'), models.Index(condition=models.Q(('provider_id', ''), _negated=True), fields=['provider_id'], name='outreach_message_provider'), models.Index(fields=['brokerage', '-occurred_at'], name='outreach_message_report')],
                'constraints': [models.UniqueConstraint(fields=('brokerage', 'key'), name='outreach_message_key'), models.CheckConstraint(condition=models.Q(('channel__in', ['sms', 'email'])), name='outreach_message_channel_known'), models.CheckConstraint(condition=models.Q(('status__in', ['queued', 'held', 'blocked', 'cancelled', 'claimed', 'unknown', 'sent', 'delivered', 'failed', 'received'])), name='outreach_message_status_known'), models.CheckConstraint(condition=models.Q(('purpose__in', ['marketing', 'informational', 'reply', 'optout_confirmation', 'help_response'])), name='outreach_message_purpose_known'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('queued', 'held')), _negated=True), ('due_at__isnull', False), _connector='OR'), name='outreach_message_waiting_dated'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['claimed', 'unknown']), _negated=True), ('claimed_at__isnull', False), _connector='OR'), name='outreach_message_claim_dated'), crm.models.base.SameBrokerage(field='conversation', name='outreach_message_conversation_same'), crm.models.base.SameBrokerage(field='contact', name='outreach_message_contact_same'), crm.models.base.SameBrokerage(field='lead', name='outreach_message_lead_same'), crm.models.base.SameBrokerage(field='point', name='outreach_message_point_same'), crm.models.base.SameBrokerage(field='agent', name='outreach_message_agent_same'), crm.models.base.SameBrokerage(field='in_reply_to', name='outreach_message_in_reply_to_same')],
            },
        ),
        migrations.CreateModel(
            name='Handoff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=realestate.lib.clock.now, editable=False)),
                ('updated_at', crm.models.base.UpdatedAtField(editable=False)),
                ('reason', models.CharField(max_length=40)),
                ('summary', models.CharField(max_length=240)),
                ('status', models.CharField(choices=[('open', 'Waits for a person'), ('taken', 'Taken over'), ('closed', 'Closed')], default='open', max_length=8)),
                ('taken_at', models.DateTimeField(blank=True, null=True)),
                ('agent', crm.models.base.TenantForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='handoffs', to='crm.agent')),
                ('brokerage', models.ForeignKey(db_constraint=False, default=realestate.lib.scopes.current_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='crm.brokerage')),
                ('conversation', crm.models.base.TenantForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='handoffs', to='outreach.conversation')),
                ('lead', crm.models.base.TenantForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='handoffs', to='crm.lead')),
                ('message', crm.models.base.TenantForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='handoffs', to='outreach.message')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('status', 'open')), fields=['brokerage', 'agent', 'created_at'], name='outreach_handoff_open')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'open')), fields=('brokerage', 'conversation'), name='outreach_handoff_one_open'), models.CheckConstraint(condition=models.Q(('status__in', ['open', 'taken', 'closed'])), name='outreach_handoff_status_known'), crm.models.base.SameBrokerage(field='conversation', name='outreach_handoff_conversation_same'), crm.models.base.SameBrokerage(field='lead', name='outreach_handoff_lead_same'), crm.models.base.SameBrokerage(field='message', name='outreach_handoff_message_same'), crm.models.base.SameBrokerage(field='agent', name='outreach_handoff_agent_same')],
            },
        ),
        migrations.CreateModel(
            name='GateDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=realestate.lib.clock.now, editable=False)),
                ('updated_at', crm.models.base.UpdatedAtField(editable=False)),
                ('channel', models.CharField(choices=[('sms', 'Text'), ('email', 'Email')], max_length=16)),
                ('purpose', models.CharField(choices=[('marketing', 'Marketing'), ('informational', 'About an appointment or a deal'), ('reply', 'Answer to their message'), ('optout_confirmation', 'Opt-out confirmation'), ('help_response', 'Answer to HELP')], max_length=24)),
                ('verdict', models.CharField(choices=[('allow', 'Allowed'), ('defer', 'Held'), ('block', 'Blocked')], max_length=5)),
                ('reason', models.CharField(blank=True, max_length=40)),
                ('rule', models.CharField(blank=True, max_length=40)),
                ('rules_version', models.CharField(max_length=24)),
                ('sentence', models.CharField(max_length=400)),
                ('defer_until', models.DateTimeField(blank=True, null=True)),
                ('evidence', models.JSONField(default=dict)),
                ('content_hash', models.CharField(blank=True, max_length=64)),
                ('decided_at', models.DateTimeField()),
                ('brokerage', models.ForeignKey(db_constraint=False, db_index=False, default=realestate.lib.scopes.current_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='crm.brokerage')),
                ('contact', crm.models.base.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='gate_decisions', to='crm.contact')),
                ('message', crm.models.base.TenantForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='decisions', to='outreach.message')),
            ],
            options={
                'indexes': [models.Index(fields=['brokerage', '-decided_at', '-id'], name='outreach_decision_recent'), models.Index(fields=['message'], name='outreach_decision_message'), models.Index(fields=['contact', '-decided_at'], name='outreach_decision_contact')],
                'constraints': [models.CheckConstraint(condition=models.Q(('verdict__in', ['allow', 'defer', 'block'])), name='outreach_decision_verdict_known'), models.CheckConstraint(condition=models.Q(('verdict', 'allow'), models.Q(('reason', ''), _negated=True), _connector='OR'), name='outreach_decision_reasoned'), crm.models.base.SameBrokerage(field='message', name='outreach_gatedecision_message_same'), crm.models.base.SameBrokerage(field='contact', name='outreach_gatedecision_contact_same')],
            },
        ),
        migrations.CreateModel(
            name='DeliveryUpdate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=realestate.lib.clock.now, editable=False)),
                ('updated_at', crm.models.base.UpdatedAtField(editable=False)),
                ('status', models.CharField(max_length=24)),
                ('error_code', models.CharField(blank=True, max_length=20)),
                ('payload', models.JSONField(default=dict)),
                ('brokerage', models.ForeignKey(db_constraint=False, db_index=False, default=realestate.lib.scopes.current_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='crm.brokerage')),
                ('message', crm.models.base.TenantForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='updates', to='outreach.message')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('brokerage', 'message', 'status'), name='outreach_update_once'), crm.models.base.SameBrokerage(field='message', name='outreach_deliveryupdate_message_same')],
            },
        ),
        migrations.CreateModel(
            name='SimulatedText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=realestate.lib.clock.now, editable=False)),
                ('updated_at', crm.models.base.UpdatedAtField(editable=False)),
                ('reference', models.CharField(max_length=120)),
                ('to_number', models.CharField(max_length=20)),
                ('from_number', models.CharField(max_length=20)),
                ('body', models.TextField()),
                ('accepted_at', models.DateTimeField()),
                ('brokerage', models.ForeignKey(db_index=False, default=realestate.lib.scopes.current_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='crm.brokerage')),
            ],
            options={
                'indexes': [models.Index(fields=['brokerage', 'to_number', 'accepted_at'], name='outreach_simulated_to')],
                'constraints': [models.UniqueConstraint(fields=('brokerage', 'reference'), name='outreach_simulated_once')],
            },
        ),
        migrations.CreateModel(
            name='Suppression',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=realestate.lib.clock.now, editable=False)),
                ('updated_at', crm.models.base.UpdatedAtField(editable=False)),
                ('identifier_hash', models.CharField(max_length=64)),
                ('scope', models.CharField(choices=[('all', 'Everything'), ('phone', 'Texts and calls'), ('sms', 'Texts'), ('calls', 'Calls'), ('email', 'Email')], max_length=6)),
                ('source', models.CharField(help_text='text, email, one-click, agent, provider, import', max_length=40)),
                ('verbatim', models.TextField(blank=True)),
                ('classifier_version', models.CharField(blank=True, max_length=40)),
                ('effective_at', models.DateTimeField()),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('agent', crm.models.base.TenantForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='crm.agent')),
                ('brokerage', models.ForeignKey(db_index=False, default=realestate.lib.scopes.current_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='crm.brokerage')),
            ],
            options={
                'indexes': [models.Index(fields=['brokerage', 'identifier_hash'], name='outreach_suppression_hash')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('lifted_at', None)), fields=('brokerage', 'identifier_hash', 'scope'), name='outreach_suppression_once'), models.CheckConstraint(condition=models.Q(('scope__in', ['all', 'phone', 'sms', 'calls', 'email'])), name='outreach_suppression_scope_known'), crm.models.base.SameBrokerage(field='agent', name='outreach_suppression_agent_same')],
            },
        ),
        migrations.CreateModel(
            name='CaughtMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message_id', models.CharField(blank=True, max_length=240)),
                ('sender', models.CharField(max_length=254)),
                ('recipient', models.CharField(max_length=254)),
                ('subject', models.CharField(blank=True, max_length=240)),
                ('raw', models.TextField()),
                ('caught_at', models.DateTimeField()),
                ('brokerage', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='crm.brokerage')),
            ],
            options={
                'indexes': [models.Index(fields=['brokerage', '-caught_at'], name='outreach_caught_recent')],
            },
        ),
    ]
