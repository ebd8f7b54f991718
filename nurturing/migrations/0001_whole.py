"""Every table of the app."""

import crm.models.base
import django.db.models.deletion
import realestate.lib.clock
import realestate.lib.scopes
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('nurturing', '0001_initial'),
        ('nurturing', '0002_chat_rooms'),
        ('nurturing', '0003_push'),
        ('nurturing', '0004_step_templates'),
    ]

    dependencies = [
        ('crm', '0002_event_log'),
        ('outreach', '0001_whole'),
    ]

    operations = [
        migrations.CreateModel(
            name='Sequence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=realestate.lib.clock.now, editable=False)),
                ('updated_at', crm.models.base.UpdatedAtField(editable=False)),
                ('key', models.SlugField(max_length=60)),
                ('name', models.CharField(max_length=120)),
                ('lead_kind', models.CharField(blank=True, choices=[('buyer', 'Buyer'), ('seller', 'Seller'), ('owner', 'Owner')], help_text='Empty: any kind.', max_length=8)),
                ('segment', models.CharField(blank=True, choices=[('', 'Not known'), ('first_time_buyer', 'First-time buyer'), ('investment_buyer', 'Investment buyer'), ('luxury_buyer', 'Luxury buyer'), ('downsizing', 'Downsizing'), ('upsizing', 'Upsizing'), ('investment_property', 'Investment property')], default='', max_length=24)),
                ('priority', models.PositiveSmallIntegerField(default=100, help_text='Lower goes first where two would start.')),
                ('enroll_above', models.PositiveSmallIntegerField(blank=True, help_text='Leads scored above this start by themselves; 0: every new lead with consent; empty: only by hand.', null=True)),
                ('is_paused', models.BooleanField(default=False, help_text='Kill switch: nothing of this sequence goes out.')),
                ('brokerage', models.ForeignKey(db_index=False, default=realestate.lib.scopes.current_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='crm.brokerage')),
            ],
            options={
                'ordering': ['priority', 'name'],
                'constraints': [models.UniqueConstraint(fields=('brokerage', 'key'), name='nurturing_sequence_key'), models.CheckConstraint(condition=models.Q(('enroll_above', None), ('enroll_above__range', (0, 99)), _connector='OR'), name='nurturing_sequence_threshold')],
            },
        ),
        migrations.CreateModel(
            name='SequenceVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=realestate.lib.clock.now, editable=False)),
                ('updated_at', crm.models.base.UpdatedAtField(editable=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('is_current', models.BooleanField(default=False)),
                ('days', models.PositiveSmallIntegerField(default=30, help_text='A run ends after so many days, steps left or not.')),
                ('note', models.CharField(blank=True, max_length=200)),
                ('checksum', models.CharField(max_length=64)),
                ('agent', crm.models.base.TenantForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='crm.agent')),
                ('brokerage', models.ForeignKey(db_constraint=False, db_index=False, default=realestate.lib.scopes.current_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='crm.brokerage')),
                ('sequence', crm.models.base.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='nurturing.sequence')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('brokerage', 'sequence', 'number'), name='nurturing_version_number'), models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('sequence',), name='nurturing_version_one_current'), crm.models.base.SameBrokerage(field='sequence', name='nurturing_sequenceversion_sequence_same'), crm.models.base.SameBrokerage(field='agent', name='nurturing_sequenceversion_agent_same')],
            },
        ),
        migrations.CreateModel(
            name='Enrollment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=realestate.lib.clock.now, editable=False)),
                ('updated_at', crm.models.base.UpdatedAtField(editable=False)),
                ('status', models.CharField(choices=[('active', 'Active'), ('paused', 'Paused'), ('finished', 'Finished'), ('exited', 'Left early')], default='active', max_length=8)),
                ('started_because', models.CharField(max_length=160)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_because', models.CharField(blank=True, max_length=160)),
                ('agent', crm.models.base.TenantForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='crm.agent')),
                ('brokerage', models.ForeignKey(db_constraint=False, default=realestate.lib.scopes.current_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='crm.brokerage')),
                ('contact', crm.models.base.TenantForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='enrollments', to='crm.contact')),
                ('lead', crm.models.base.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='enrollments', to='crm.lead')),
                ('sequence', crm.models.base.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='enrollments', to='nurturing.sequence')),
                ('version', crm.models.base.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrollments', to='nurturing.sequenceversion')),
            ],
            options={
                'indexes': [models.Index(fields=['lead', '-started_at'], name='nurturing_enrollment_lead'), models.Index(fields=['sequence', 'status'], name='nurturing_enrollment_seq')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('status__in', ['active', 'paused'])), fields=('brokerage', 'lead', 'sequence'), name='nurturing_one_running'), models.CheckConstraint(condition=models.Q(('status__in', ['active', 'paused', 'finished', 'exited'])), name='nurturing_enrollment_known'), models.CheckConstraint(condition=models.Q(('status__in', ['active', 'paused']), ('ended_at__isnull', False), _connector='OR'), name='nurturing_enrollment_ended'), crm.models.base.SameBrokerage(field='lead', name='nurturing_enrollment_lead_same'), crm.models.base.SameBrokerage(field='contact', name='nurturing_enrollment_contact_same'), crm.models.base.SameBrokerage(field='sequence', name='nurturing_enrollment_sequence_same'), crm.models.base.SameBrokerage(field='version', name='nurturing_enrollment_version_same'), crm.models.base.SameBrokerage(field='agent', name='nurturing_enrollment_agent_same')],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=realestate.lib.clock.now, editable=False)),
                ('updated_at', crm.models.base.UpdatedAtField(editable=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('email', 'Send an email'), ('sms', 'Send a text'), ('letter', 'Put a letter on the list'), ('call', 'Have an agent call'), ('task', 'Give an agent a task'), ('workflow', 'Start a GoHighLevel workflow')], max_length=8)),
                ('wait_minutes', models.PositiveIntegerField(help_text='After the step before, or after the start.')),
                ('subject', models.CharField(blank=True, max_length=200)),
                ('body', models.TextField(blank=True)),
                ('workflow', models.CharField(blank=True, help_text='Its id at GoHighLevel.', max_length=80)),
                ('tone', models.CharField(blank=True, max_length=60)),
                ('personalise_on', models.JSONField(blank=True, default=list, help_text='Lead fields the text may use.')),
                ('conditions', models.JSONField(blank=True, default=list, help_text='All must hold: field, test, value.')),
                ('expires_after_minutes', models.PositiveIntegerField(default=2880, help_text='Later than this it is not done at all.')),
                ('brokerage', models.ForeignKey(db_constraint=False, db_index=False, default=realestate.lib.scopes.current_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='crm.brokerage')),
                ('template', crm.models.base.TenantForeignKey(blank=True, help_text='Whose words it has, those in force when it is done; empty: words of its own.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='outreach.template')),
                ('version', crm.models.base.TenantForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='nurturing.sequenceversion')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('brokerage', 'version', 'number'), name='nurturing_step_number'), models.CheckConstraint(condition=models.Q(('kind__in', ['email', 'sms', 'letter', 'call', 'task', 'workflow'])), name='nurturing_step_kind_known'), crm.models.base.SameBrokerage(field='version', name='nurturing_step_version_same'), crm.models.base.SameBrokerage(field='template', name='nurturing_step_template_same')],
            },
        ),
        migrations.CreateModel(
            name='Touchpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=realestate.lib.clock.now, editable=False)),
                ('updated_at', crm.models.base.UpdatedAtField(editable=False)),
                ('due_at', models.DateTimeField()),
                ('status', models.CharField(choices=[('planned', 'Planned'), ('claimed', 'Being done'), ('handed_over', 'With outreach'), ('done', 'Done'), ('skipped', 'Skipped'), ('blocked', 'Blocked'), ('failed', 'Failed'), ('cancelled', 'Cancelled'), ('expired', 'Too late')], default='planned', max_length=12)),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('message_id', models.BigIntegerField(blank=True, help_text='The outreach message it became.', null=True)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('checks', models.JSONField(blank=True, default=list, help_text='Each condition with what was found.')),
                ('brokerage', models.ForeignKey(db_constraint=False, db_index=False, default=realestate.lib.scopes.current_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='crm.brokerage')),
                ('enrollment', crm.models.base.TenantForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='touchpoints', to='nurturing.enrollment')),
                ('lead', crm.models.base.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='touchpoints', to='crm.lead')),
                ('step', crm.models.base.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='touchpoints', to='nurturing.step')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('status', 'planned')), fields=['brokerage', 'due_at'], name='nurturing_touch_due'), models.Index(condition=models.Q(('status', 'claimed')), fields=['brokerage', 'claimed_at'], name='nurturing_touch_claimed'), models.Index(fields=['lead', 'due_at'], name='nurturing_touch_lead'), models.Index(condition=models.Q(('message_id__isnull', False)), fields=['message_id'], name='nurturing_touch_message')],
                'constraints': [models.UniqueConstraint(fields=('brokerage', 'enrollment', 'step'), name='nurturing_touch_once'), models.CheckConstraint(condition=models.Q(('status__in', ['planned', 'claimed', 'handed_over', 'done', 'skipped', 'blocked', 'failed', 'cancelled', 'expired'])), name='nurturing_touch_known'), crm.models.base.SameBrokerage(field='enrollment', name='nurturing_touchpoint_enrollment_same'), crm.models.base.SameBrokerage(field='step', name='nurturing_touchpoint_step_same'), crm.models.base.SameBrokerage(field='lead', name='nurturing_touchpoint_lead_same')],
            },
        ),
        migrations.CreateModel(
            name='ChatRoom',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=realestate.lib.clock.now, editable=False)),
                ('updated_at', crm.models.base.UpdatedAtField(editable=False)),
                ('kind', models.CharField(choices=[('slack', 'Slack'), ('teams', 'Microsoft Teams')], max_length=6)),
                ('name', models.CharField(max_length=60)),
                ('sealed_url', models.TextField(editable=False)),
                ('is_on', models.BooleanField(default=True)),
                ('problem', models.CharField(blank=True, help_text='Why it was switched off.', max_length=200)),
                ('agent', crm.models.base.TenantForeignKey(blank=True, help_text='Only what this agent is told; empty = what anybody is told.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='rooms', to='crm.agent')),
                ('brokerage', models.ForeignKey(db_index=False, default=realestate.lib.scopes.current_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='crm.brokerage')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('brokerage', 'name'), name='nurturing_room_name'), models.CheckConstraint(condition=models.Q(('kind__in', ['slack', 'teams'])), name='nurturing_room_kind_known'), crm.models.base.SameBrokerage(field='agent', name='nurturing_chatroom_agent_same')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=realestate.lib.clock.now, editable=False)),
                ('updated_at', crm.models.base.UpdatedAtField(editable=False)),
                ('kind', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=160)),
                ('body', models.CharField(blank=True, max_length=400)),
                ('url', models.CharField(blank=True, max_length=200)),
                ('key', models.CharField(max_length=80)),
                ('status', models.CharField(choices=[('new', 'New'), ('seen', 'Seen')], default='new', max_length=4)),
                ('emailed_at', models.DateTimeField(blank=True, null=True)),
                ('agent', crm.models.base.TenantForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='crm.agent')),
                ('brokerage', models.ForeignKey(db_constraint=False, db_index=False, default=realestate.lib.scopes.current_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='crm.brokerage')),
                ('lead', crm.models.base.TenantForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='crm.lead')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('status', 'new')), fields=['agent', '-created_at'], name='nurturing_notice_new')],
                'constraints': [models.UniqueConstraint(fields=('brokerage', 'agent', 'key'), name='nurturing_notice_key'), models.CheckConstraint(condition=models.Q(('status__in', ['new', 'seen'])), name='nurturing_notice_known'), crm.models.base.SameBrokerage(field='agent', name='nurturing_notice_agent_same'), crm.models.base.SameBrokerage(field='lead', name='nurturing_notice_lead_same')],
            },
        ),
        migrations.CreateModel(
            name='PushSubscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=realestate.lib.clock.now, editable=False)),
                ('updated_at', crm.models.base.UpdatedAtField(editable=False)),
                ('endpoint_hash', models.CharField(max_length=64)),
                ('sealed', models.TextField(editable=False, help_text='Address and keys, as JSON.')),
                ('label', models.CharField(blank=True, help_text='Which browser it is.', max_length=60)),
                ('told_at', models.DateTimeField(blank=True, help_text='When it last took a notice.', null=True)),
                ('agent', crm.models.base.TenantForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='push_subscriptions', to='crm.agent')),
                ('brokerage', models.ForeignKey(db_constraint=False, db_index=False, default=realestate.lib.scopes.current_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='crm.brokerage')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('brokerage', 'endpoint_hash'), name='nurturing_push_once'), crm.models.base.SameBrokerage(field='agent', name='nurturing_pushsubscription_agent_same')],
            },
        ),
    ]
