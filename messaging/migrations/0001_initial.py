import django.db.models.deletion
import journey.rules.clock
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('journey', '0001_initial'),
        ('journey', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='FeedCounter',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('last_seq', models.PositiveBigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('channel', models.CharField(choices=[('inapp', 'Inapp'), ('email', 'Email')], max_length=12)),
                ('state', models.CharField(choices=[('pending', 'Pending'), ('sent', 'Sent'), ('retry', 'Retry'), ('unknown', 'Unknown'), ('failed', 'Failed'), ('skipped', 'Skipped')], default='pending', max_length=10)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('feed_seq', models.PositiveBigIntegerField(blank=True, null=True)),
                ('due_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=journey.rules.clock.now, editable=False)),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.case')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='journey.event')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.municipality')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['pending', 'retry', 'unknown'])), fields=['due_at'], name='delivery_due')],
                'constraints': [models.UniqueConstraint(fields=('event', 'person', 'channel'), name='delivery_once'), models.UniqueConstraint(fields=('person', 'feed_seq'), name='delivery_feed_number_once'), models.CheckConstraint(condition=models.Q(models.Q(('channel', 'inapp'), ('feed_seq__isnull', False)), models.Q(models.Q(('channel', 'inapp'), _negated=True), ('feed_seq__isnull', True)), _connector='OR'), name='delivery_inapp_is_numbered'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['failed', 'skipped']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='delivery_not_sent_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='Suppression',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('channel', models.CharField(blank=True, max_length=12)),
                ('reason', models.CharField(max_length=100)),
                ('at', models.DateTimeField(default=journey.rules.clock.now)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='suppressions', to='journey.event')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.municipality')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('event', 'person', 'channel'), name='suppression_once'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='suppression_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='Thread',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField(default=journey.rules.clock.now, editable=False)),
                ('last_seq', models.PositiveIntegerField(default=0)),
                ('last_message_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='journey.case')),
                ('guardian', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='threads', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.municipality')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'guardian'), name='thread_one_per_guardian')],
            },
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, max_length=10)),
                ('error', models.CharField(blank=True, max_length=100)),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='messaging.delivery')),
            ],
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField(default=journey.rules.clock.now, editable=False)),
                ('from_family', models.BooleanField()),
                ('body', models.TextField()),
                ('seq', models.PositiveIntegerField()),
                ('client_token', models.UUIDField()),
                ('sent_at', models.DateTimeField()),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='journey.case')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.municipality')),
                ('thread', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='messaging.thread')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('thread', 'seq'), name='message_seq_once'), models.UniqueConstraint(fields=('thread', 'author', 'client_token'), name='message_token_once'), models.CheckConstraint(condition=models.Q(('body', ''), _negated=True), name='message_says_something')],
            },
        ),
        migrations.CreateModel(
            name='ThreadSeen',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField(default=journey.rules.clock.now, editable=False)),
                ('seen_up_to', models.PositiveIntegerField(default=0)),
                ('seen_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='journey.case')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.municipality')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('thread', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seen', to='messaging.thread')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('thread', 'person'), name='seen_one_per_person')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='message',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7781d555342f9c41970b7d08e50d7a894291aa3c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3d7cb', table='messaging_message', when='BEFORE')),
        ),
    ]
