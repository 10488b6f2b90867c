import datetime
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.operations
import django.core.validators
import django.db.models.deletion
import journey.models.people
import journey.rules.clock
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(
        ),
        migrations.CreateModel(
            name='Municipality',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('slug', models.SlugField(unique=True)),
                ('name', models.CharField(max_length=100)),
                ('governance', models.CharField(default='decentral', max_length=20)),
                ('calendar', models.CharField(default='DK', max_length=10)),
                ('settings', models.JSONField(blank=True, default=journey.models.people.default_settings)),
            ],
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('login_name', models.CharField(default=journey.models.people.random_login_name, editable=False, max_length=64, unique=True)),
                ('display_name', models.CharField(max_length=200)),
                ('given_name', models.CharField(max_length=100)),
                ('language', models.CharField(default='da', max_length=10)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('phone', models.CharField(blank=True, max_length=30)),
                ('is_active', models.BooleanField(default=True)),
                ('recorded_at', models.DateTimeField(default=journey.rules.clock.now, editable=False)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='people', to='journey.municipality')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Blueprint',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField(default=journey.rules.clock.now, editable=False)),
                ('code', models.SlugField(max_length=60)),
                ('version', models.CharField(max_length=20)),
                ('title', models.CharField(max_length=200)),
                ('parent_title', models.CharField(max_length=200)),
                ('checksum', models.CharField(max_length=64)),
                ('content', models.JSONField()),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.municipality')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('municipality', 'code', 'version'), name='blueprint_version_unique'), models.UniqueConstraint(fields=('municipality', 'code', 'checksum'), name='blueprint_content_unique')],
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField(default=journey.rules.clock.now, editable=False)),
                ('slug', models.SlugField()),
                ('name', models.CharField(max_length=200)),
                ('kind', models.CharField(default='school', max_length=30)),
                ('lineage', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, editable=False, size=None)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.municipality')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='journey.unit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('municipality', 'slug'), name='unit_slug_unique')],
            },
        ),
        migrations.CreateModel(
            name='Child',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField(default=journey.rules.clock.now, editable=False)),
                ('given_name', models.CharField(max_length=100)),
                ('born_on', models.DateField(blank=True, null=True)),
                ('person', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='child', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.municipality')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ExternalIdentity',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField(default=journey.rules.clock.now, editable=False)),
                ('issuer', models.CharField(max_length=200)),
                ('subject', models.CharField(max_length=200)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='identities', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.municipality')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('issuer', 'subject'), name='identity_unique')],
            },
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField(default=journey.rules.clock.now, editable=False)),
                ('first_day', models.DateField()),
                ('last_day', models.DateField(blank=True, null=True)),
                ('cover', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.municipality')),
            ],
            options={
                'indexes': [models.Index(fields=['person', 'first_day'], name='absence_by_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(('last_day__isnull', True), ('last_day__gte', models.F('first_day')), _connector='OR'), name='absence_ends_after_start'), models.CheckConstraint(condition=models.Q(('person', models.F('cover')), _negated=True), name='absence_cover_is_another')],
            },
        ),
        migrations.CreateModel(
            name='ReadLog',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('case_ref', models.UUIDField()),
                ('role', models.CharField(max_length=30)),
                ('action', models.CharField(max_length=40)),
                ('allowed', models.BooleanField()),
                ('at', models.DateTimeField()),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.municipality')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['case_ref', 'at'], name='read_log_by_case')],
            },
        ),
        migrations.CreateModel(
            name='Employment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField(default=journey.rules.clock.now, editable=False)),
                ('title', models.CharField(max_length=100)),
                ('is_leader', models.BooleanField(default=False)),
                ('answer_days', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), default=list, size=None)),
                ('answer_from', models.TimeField(default=datetime.time(8, 0))),
                ('answer_to', models.TimeField(default=datetime.time(15, 0))),
                ('period', django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='employments', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.municipality')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='employments', to='journey.unit')),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('person', '='), ('unit', '='), ('period', '&&')], name='employment_once_per_unit')],
            },
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField(default=journey.rules.clock.now, editable=False)),
                ('title', models.CharField(max_length=200)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closing_text', models.TextField(blank=True)),
                ('blueprint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='journey.blueprint')),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='journey.child')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.municipality')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='journey.unit')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['unit'], name='case_open_by_unit')],
                'constraints': [models.CheckConstraint(condition=models.Q(('closed_at__isnull', True), ('closed_at__gte', models.F('opened_at')), _connector='OR'), name='case_closed_after_opened'), models.CheckConstraint(condition=models.Q(('closed_at__isnull', True), models.Q(('closing_text', ''), _negated=True), _connector='OR'), name='case_closed_with_a_text'), models.UniqueConstraint(fields=('id', 'municipality'), name='case_in_municipality')],
            },
        ),
        migrations.CreateModel(
            name='Relation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField(default=journey.rules.clock.now, editable=False)),
                ('kind', models.CharField(choices=[('custodian', 'Custodian'), ('non_custodial_parent', 'Non Custodial Parent'), ('foster_carer', 'Foster Carer'), ('kin_carer', 'Kin Carer'), ('companion', 'Companion')], max_length=30)),
                ('label', models.CharField(blank=True, max_length=50)),
                ('basis', models.CharField(default='', max_length=200)),
                ('period', django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='relations', to='journey.child')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.municipality')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='relations', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['custodian', 'non_custodial_parent', 'foster_carer', 'kin_carer', 'companion'])), name='relation_kind_known'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('child', '='), ('person', '='), ('kind', '='), ('period', '&&')], name='relation_once_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField(default=journey.rules.clock.now, editable=False)),
                ('title', models.CharField(max_length=200)),
                ('purpose', models.TextField()),
                ('can_decide', models.TextField(blank=True)),
                ('is_not', models.TextField(blank=True)),
                ('place', models.CharField(blank=True, max_length=200)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField(blank=True, null=True)),
                ('without_family', models.BooleanField(default=False)),
                ('question', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('held', 'Held'), ('cancelled', 'Cancelled')], default='planned', max_length=10)),
                ('cancelled_by', models.CharField(blank=True, max_length=20)),
                ('cancel_reason', models.TextField(blank=True)),
                ('conclusion', models.TextField(blank=True)),
                ('conclusion_due_on', models.DateField(blank=True, null=True)),
                ('visibility', models.CharField(choices=[('released', 'Released'), ('withheld', 'Withheld')], default='released', max_length=10)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='journey.case')),
                ('organiser', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.municipality')),
            ],
            options={
                'indexes': [models.Index(fields=['case', 'starts_at'], name='meeting_by_case')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__isnull', True), ('ends_at__gt', models.F('starts_at')), _connector='OR'), name='meeting_ends_after_start'), models.CheckConstraint(condition=models.Q(('without_family', False), models.Q(('question', ''), _negated=True), _connector='OR'), name='meeting_alone_has_question'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'cancelled'), ('cancelled_by__in', ['municipality', 'family'])), models.Q(models.Q(('state', 'cancelled'), _negated=True), ('cancelled_by', '')), _connector='OR'), name='meeting_cancelled_by_someone')],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=60)),
                ('subject_id', models.UUIDField()),
                ('occurred_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(default=journey.rules.clock.now, editable=False)),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='journey.case')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.municipality')),
            ],
            options={
                'indexes': [models.Index(fields=['case', 'id'], name='event_by_case')],
            },
        ),
        migrations.CreateModel(
            name='ContactAssignment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField(default=journey.rules.clock.now, editable=False)),
                ('period', django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='journey.case')),
                ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deputy_assignments', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contact_assignments', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.municipality')),
            ],
            options={
                'indexes': [models.Index(fields=['person'], name='contact_by_person'), models.Index(fields=['deputy'], name='contact_by_deputy')],
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('case', '='), ('period', '&&')], name='contact_exactly_one'), models.CheckConstraint(condition=models.Q(('person', models.F('deputy')), _negated=True), name='contact_deputy_is_another')],
            },
        ),
        migrations.CreateModel(
            name='CommunicationAgreement',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField(default=journey.rules.clock.now, editable=False)),
                ('freshness_days', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(30)])),
                ('valid_from', models.DateField()),
                ('asked_by', models.CharField(blank=True, max_length=200)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='journey.case')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements_on_contact', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.municipality')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'person', 'valid_from'), name='agreement_once_a_day'), models.CheckConstraint(condition=models.Q(('freshness_days__gte', 1), ('freshness_days__lte', 30)), name='agreement_within_silence_budget')],
            },
        ),
        migrations.CreateModel(
            name='CaseRole',
            fields=[
                ('recorded_at', models.DateTimeField(default=journey.rules.clock.now, editable=False)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(max_length=40)),
                ('label', models.CharField(max_length=100)),
                ('can_decide', models.CharField(blank=True, max_length=200)),
                ('is_authority', models.BooleanField(default=False)),
                ('period', django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='journey.case')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='case_roles', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.municipality')),
            ],
            options={
                'indexes': [models.Index(fields=['person'], name='case_role_by_person')],
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('case', '='), ('person', '='), ('role', '='), ('period', '&&')], name='case_role_once_per_person'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('role__in', ['decider', 'coordinator'])), expressions=[('case', '='), ('role', '='), ('period', '&&')], name='case_role_single_holder')],
            },
        ),
        migrations.CreateModel(
            name='NextWord',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField(default=journey.rules.clock.now, editable=False)),
                ('due_on', models.DateField()),
                ('last_word_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='journey.case')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.municipality')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='next_words', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['due_on'], name='next_word_by_date')],
                'constraints': [models.UniqueConstraint(fields=('case', 'person'), name='next_word_one_per_person')],
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField(default=journey.rules.clock.now, editable=False)),
                ('body', models.TextField()),
                ('written_at', models.DateTimeField()),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='journey.case')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.municipality')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('body', ''), _negated=True), name='note_says_something')],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField(default=journey.rules.clock.now, editable=False)),
                ('code', models.SlugField(max_length=60)),
                ('phase', models.CharField(blank=True, max_length=40)),
                ('track', models.CharField(default='main', max_length=40)),
                ('position', models.DecimalField(decimal_places=6, max_digits=12)),
                ('round', models.PositiveSmallIntegerField(default=1)),
                ('title', models.CharField(max_length=200)),
                ('what', models.TextField(blank=True)),
                ('why', models.TextField(blank=True)),
                ('usual', models.TextField(blank=True)),
                ('you_can', models.TextField(blank=True)),
                ('is_not', models.TextField(blank=True)),
                ('texts_en', models.JSONField(blank=True, default=dict)),
                ('owner_role', models.CharField(max_length=60)),
                ('owner_title', models.CharField(blank=True, max_length=100)),
                ('is_authority', models.BooleanField(default=False)),
                ('certainty', models.CharField(choices=[('certain', 'Certain'), ('expected', 'Expected'), ('possible', 'Possible'), ('unknown', 'Unknown')], default='possible', max_length=10)),
                ('condition', models.CharField(blank=True, max_length=300)),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('now', 'Now'), ('done', 'Done'), ('skipped', 'Skipped')], default='planned', max_length=10)),
                ('expected_from', models.DateField(blank=True, null=True)),
                ('expected_to', models.DateField(blank=True, null=True)),
                ('follow_up_on', models.DateField(blank=True, null=True)),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('visibility', models.CharField(choices=[('released', 'Released'), ('withheld', 'Withheld')], default='released', max_length=10)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='journey.case')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.municipality')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='owned_steps', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['case', 'position'], name='step_by_case')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'now'), _negated=True), models.Q(('follow_up_on__isnull', False), ('owner__isnull', False), ('started_at__isnull', False)), _connector='OR'), name='step_now_has_owner'), models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'now', 'done', 'skipped'])), name='step_state_known'), models.CheckConstraint(condition=models.Q(('expected_from__isnull', True), ('expected_to__isnull', True), ('expected_to__gte', models.F('expected_from')), _connector='OR'), name='step_expected_in_order'), models.UniqueConstraint(fields=('case', 'code', 'round'), name='step_once_per_round')],
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField(default=journey.rules.clock.now, editable=False)),
                ('seen_until', models.DateTimeField()),
                ('last_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='journey.case')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.municipality')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'person'), name='visit_one_per_person')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField(default=journey.rules.clock.now, editable=False)),
                ('kind', models.CharField(max_length=40)),
                ('is_critical', models.BooleanField(default=False)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='journey.case')),
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='notice', to='journey.event')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.municipality')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Participant',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField(default=journey.rules.clock.now, editable=False)),
                ('name', models.CharField(max_length=200)),
                ('role', models.CharField(max_length=100)),
                ('why', models.CharField(blank=True, max_length=300)),
                ('answer', models.CharField(default='invited', max_length=12)),
                ('is_family', models.BooleanField(default=False)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='journey.case')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participants', to='journey.meeting')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.municipality')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('meeting', 'person'), name='participant_once'), models.CheckConstraint(condition=models.Q(('answer__in', ['invited', 'accepted', 'declined', 'not_invited'])), name='participant_answer_known')],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField(default=journey.rules.clock.now, editable=False)),
                ('asked', models.TextField()),
                ('decider_role', models.CharField(max_length=100)),
                ('body', models.CharField(blank=True, max_length=200)),
                ('expected_on', models.DateField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, max_length=20)),
                ('means', models.TextField(blank=True)),
                ('reasons', models.TextField(blank=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('visibility', models.CharField(choices=[('released', 'Released'), ('withheld', 'Withheld')], default='released', max_length=10)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='journey.case')),
                ('decider', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions_to_make', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.municipality')),
                ('step', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='journey.step')),
            ],
            options={
                'indexes': [models.Index(fields=['case'], name='decision_by_case')],
                'constraints': [models.CheckConstraint(condition=models.Q(('decider_role', ''), _negated=True), name='decision_has_deciding_role'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('outcome', '')), models.Q(('decided_at__isnull', False), ('outcome__in', ('granted', 'partly_granted', 'refused', 'forwarded', 'returned', 'postponed', 'withdrawn')), models.Q(('means', ''), _negated=True)), _connector='OR'), name='decision_outcome_is_explained')],
            },
        ),
        migrations.CreateModel(
            name='StepMove',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField(default=journey.rules.clock.now, editable=False)),
                ('kind', models.CharField(max_length=12)),
                ('sentence', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='journey.case')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.municipality')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='journey.step')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['start', 'forward', 'back', 'skip', 'repeat'])), name='move_kind_known'), models.CheckConstraint(condition=models.Q(('sentence', ''), _negated=True), name='move_has_sentence')],
            },
        ),
        migrations.CreateModel(
            name='Update',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField(default=journey.rules.clock.now, editable=False)),
                ('kind', models.CharField(choices=[('news', 'News'), ('nothing_new', 'Nothing New'), ('contact_change', 'Contact Change'), ('absence', 'Absence'), ('good_news', 'Good News'), ('automatic', 'Automatic')], default='news', max_length=20)),
                ('title', models.CharField(max_length=200)),
                ('happened', models.TextField()),
                ('means', models.TextField(blank=True)),
                ('not_means', models.TextField(blank=True)),
                ('next_text', models.TextField(blank=True)),
                ('still_expected', models.TextField(blank=True)),
                ('is_informative', models.BooleanField()),
                ('published_at', models.DateTimeField()),
                ('client_token', models.UUIDField(default=uuid.uuid4)),
                ('visibility', models.CharField(choices=[('released', 'Released'), ('withheld', 'Withheld')], default='released', max_length=10)),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='updates', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='journey.case')),
                ('corrects', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='journey.update')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.municipality')),
                ('only_for', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('step', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='updates', to='journey.step')),
            ],
            options={
                'indexes': [models.Index(fields=['case', 'published_at'], name='update_by_case')],
                'constraints': [models.UniqueConstraint(fields=('case', 'client_token'), name='update_token_once'), models.CheckConstraint(condition=models.Q(('happened', ''), _negated=True), name='update_says_something'), models.CheckConstraint(condition=models.Q(('author__isnull', False), models.Q(('is_informative', False), ('kind', 'automatic')), _connector='OR'), name='update_without_person_never_counts'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'nothing_new'), _negated=True), models.Q(('still_expected', ''), _negated=True), _connector='OR'), name='update_nothing_new_says_what_is_expected')],
            },
        ),
        migrations.CreateModel(
            name='Wait',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField(default=journey.rules.clock.now, editable=False)),
                ('awaited', models.CharField(max_length=300)),
                ('why', models.TextField()),
                ('ends_when', models.TextField()),
                ('meanwhile', models.TextField(blank=True)),
                ('family_can', models.TextField(blank=True)),
                ('since', models.DateField()),
                ('review_on', models.DateField()),
                ('expected_from', models.DateField(blank=True, null=True)),
                ('expected_to', models.DateField(blank=True, null=True)),
                ('expected_kind', models.CharField(blank=True, choices=[('statutory', 'Statutory'), ('published', 'Published'), ('estimate', 'Estimate'), ('typical', 'Typical')], max_length=10)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_how', models.TextField(blank=True)),
                ('visibility', models.CharField(choices=[('released', 'Released'), ('withheld', 'Withheld')], default='released', max_length=10)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='journey.case')),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='held_waits', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.municipality')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waits', to='journey.step')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['case'], name='wait_open_by_case')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('awaited', ''), _negated=True), models.Q(('why', ''), _negated=True), models.Q(('ends_when', ''), _negated=True)), name='wait_is_explained'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), models.Q(('ended_how', ''), _negated=True), _connector='OR'), name='wait_end_is_explained'), models.CheckConstraint(condition=models.Q(models.Q(('expected_kind', ''), ('expected_to__isnull', True)), models.Q(('expected_kind__in', ['statutory', 'published', 'estimate', 'typical']), ('expected_to__isnull', False)), _connector='OR'), name='wait_date_has_a_kind'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('step',), name='wait_one_open_per_step')],
            },
        ),
        migrations.CreateModel(
            name='OutboxItem',
            fields=[
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='outbox', serialize=False, to='journey.event')),
                ('relayed_at', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('last_error', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('relayed_at__isnull', True)), fields=['event'], name='outbox_pending')],
            },
        ),
        migrations.CreateModel(
            name='Recipient',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField(default=journey.rules.clock.now, editable=False)),
                ('informed_at', models.DateTimeField(blank=True, null=True)),
                ('informed_how', models.CharField(blank=True, max_length=20)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='journey.case')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.municipality')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recipients', to='journey.notice')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('informed_at__isnull', True)), fields=['person', 'case'], name='recipient_uninformed')],
                'constraints': [models.UniqueConstraint(fields=('notice', 'person'), name='recipient_once'), models.CheckConstraint(condition=models.Q(models.Q(('informed_at__isnull', True), ('informed_how', '')), models.Q(('informed_at__isnull', False), models.Q(('informed_how', ''), _negated=True)), _connector='OR'), name='recipient_informed_by_something')],
            },
        ),
        migrations.CreateModel(
            name='NextWordChange',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField(default=journey.rules.clock.now, editable=False)),
                ('old', models.DateField(blank=True, null=True)),
                ('new', models.DateField()),
                ('at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='journey.case')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.municipality')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('update_row', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='next_word_changes', to='journey.update')),
            ],
            options={
                'indexes': [models.Index(fields=['update_row', 'person'], name='next_word_change_by_update')],
            },
        ),
        migrations.CreateModel(
            name='DateMove',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField(default=journey.rules.clock.now, editable=False)),
                ('old_from', models.DateField(blank=True, null=True)),
                ('old_to', models.DateField(blank=True, null=True)),
                ('new_from', models.DateField(blank=True, null=True)),
                ('new_to', models.DateField(blank=True, null=True)),
                ('reason', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='journey.case')),
                ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='date_moves', to='journey.decision')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.municipality')),
                ('step', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='date_moves', to='journey.step')),
                ('wait', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='date_moves', to='journey.wait')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decision__isnull', True), ('step__isnull', False), ('wait__isnull', True)), models.Q(('decision__isnull', True), ('step__isnull', True), ('wait__isnull', False)), models.Q(('decision__isnull', False), ('step__isnull', True), ('wait__isnull', True)), _connector='OR'), name='date_move_of_one_thing'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='date_move_has_reason')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='event',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='17917285d34bdd1cc1e55a805da1b9c26aba18cd', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_cb562', table='journey_event', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactassignment',
            trigger=pgtrigger.compiler.Trigger(name='contact_without_hole', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', declare='DECLARE the_case journey_case%ROWTYPE;', func="SELECT * INTO the_case FROM journey_case WHERE id = COALESCE(NEW.case_id, OLD.case_id); IF FOUND THEN \nIF NOT EXISTS (\n    SELECT 1 FROM journey_contactassignment a WHERE a.case_id = the_case.id\n    HAVING range_agg(a.period) @> tstzrange(the_case.opened_at, NULL)\n) THEN\n    RAISE EXCEPTION 'case % has a moment without a contact person', the_case.id\n        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'case_contact_without_hole';\nEND IF;\n END IF; RETURN NULL;", hash='fe553102748b10dbab545f0fe6726ce72a605f18', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_contact_without_hole_c964d', table='journey_contactassignment', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='blueprint',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ee3d66ab0c36a17cc175a8959e0841aa4339d9b3', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_70a33', table='journey_blueprint', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='note',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='91ab5a843fca580cedb5cf31196daf65774dadb2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d896a', table='journey_note', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='readlog',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='88945d15231b7ba42493d865f06c0c5c6cfb258a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3e427', table='journey_readlog', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stepmove',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e9a7d49299e55e49ed2ca17c5d318539ea2d9f65', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e1348', table='journey_stepmove', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='case',
            trigger=pgtrigger.compiler.Trigger(name='case_contact_without_hole', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', declare='DECLARE the_case journey_case%ROWTYPE;', func="SELECT * INTO the_case FROM journey_case WHERE id = NEW.id; IF FOUND THEN \nIF NOT EXISTS (\n    SELECT 1 FROM journey_contactassignment a WHERE a.case_id = the_case.id\n    HAVING range_agg(a.period) @> tstzrange(the_case.opened_at, NULL)\n) THEN\n    RAISE EXCEPTION 'case % has a moment without a contact person', the_case.id\n        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'case_contact_without_hole';\nEND IF;\n END IF; RETURN NULL;", hash='abd768da83bf9e365ad4da7aac244642da087f49', operation='INSERT OR UPDATE', pgid='pgtrigger_case_contact_without_hole_7b917', table='journey_case', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='case',
            trigger=pgtrigger.compiler.Trigger(name='case_next_word_for_each', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', declare='DECLARE the_case journey_case%ROWTYPE;', func="SELECT * INTO the_case FROM journey_case WHERE id = NEW.id; IF FOUND THEN \nIF the_case.closed_at IS NULL AND EXISTS (\n    SELECT 1 FROM journey_relation r\n    WHERE r.child_id = the_case.child_id AND r.kind = 'custodian' AND upper_inf(r.period)\n      AND NOT EXISTS (SELECT 1 FROM journey_nextword w WHERE w.case_id = the_case.id AND w.person_id = r.person_id)\n) THEN\n    RAISE EXCEPTION 'open case % has a custodian without a next word', the_case.id\n        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'case_next_word_for_each';\nEND IF;\n END IF; RETURN NULL;", hash='0608ca9d6a143ed034fe3e73dccb662e0b8cfbb8', operation='INSERT OR UPDATE', pgid='pgtrigger_case_next_word_for_each_0498a', table='journey_case', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='update',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ce0947b691d8cf52a94ef689a60dd31a58539cc0', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_7c235', table='journey_update', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='nextwordchange',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='10bf9a659d81cc7a21edb4d0249bb399d6fc4acd', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e524a', table='journey_nextwordchange', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='datemove',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a61772369cad0866910a749304d030c3c4b23255', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8f553', table='journey_datemove', when='BEFORE')),
        ),
    ]
