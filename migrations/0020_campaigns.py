from tortoise import migrations
from tortoise.migrations import operations as ops
from hub.kernel.ids import new_id
from orjson import loads
from tortoise.fields.data import JSON_DUMPS
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

class Migration(migrations.Migration):
    dependencies = [('hub', '0019_catalogue_version')]

    initial = False

    operations = [
        ops.CreateModel(
            name='AudienceRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('name', fields.TextField(unique=False)),
                ('version', fields.IntField()),
                ('condition', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('author', fields.TextField(unique=False)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'audiences', 'app': 'hub', 'pk_attr': 'id', 'table_description': 'A condition saved under a name; every saving is a version of its own, and stays.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='BudgetRow',
            fields=[
                ('campaign_id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('currency', fields.TextField(null=True, unique=False)),
                ('budget_minor', fields.BigIntField(null=True)),
                ('most', fields.BigIntField(null=True)),
                ('spent_minor', fields.BigIntField(default=0)),
                ('count', fields.BigIntField(default=0)),
            ],
            options={'table': 'campaign_budgets', 'app': 'hub', 'pk_attr': 'campaign_id', 'table_description': 'What a campaign may give away, and what of it is taken or held: apart, for many orders change it at once.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='CampaignRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('code', fields.TextField(unique=False)),
                ('state', fields.TextField(unique=False)),
                ('plan', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('saved', fields.IntField(default=1)),
                ('author', fields.TextField(unique=False)),
                ('saved_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('shared_code', fields.TextField(null=True, unique=False)),
                ('submitted_by', fields.TextField(null=True, unique=False)),
                ('audience_size', fields.BigIntField(null=True)),
                ('approved_by', fields.TextField(null=True, unique=False)),
                ('launched_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('paused_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('ended_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('because', fields.TextField(default='', unique=False)),
                ('problems', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('plan_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('pass_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('planned_until', fields.UUIDField(null=True)),
                ('simulate_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('simulated_until', fields.UUIDField(null=True)),
                ('simulation', fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
            ],
            options={'table': 'campaigns', 'app': 'hub', 'pk_attr': 'id', 'table_description': 'A campaign and its ``plan``. ``problems`` are steps that were stopped, and why.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ParticipantRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('campaign_id', fields.UUIDField()),
                ('member_id', fields.UUIDField()),
                ('variant', fields.TextField(unique=False)),
                ('anchor', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('joined_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('starts_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('step', fields.IntField(null=True)),
                ('due_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('told_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('code', fields.TextField(null=True, unique=False)),
            ],
            options={'table': 'participants', 'app': 'hub', 'pk_attr': 'id', 'table_description': 'A member in a campaign. ``variant`` is for ever; ``HELD_OUT`` gets nothing and is never due.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='RedemptionRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('campaign_id', fields.UUIDField()),
                ('member_id', fields.UUIDField()),
                ('holder_id', fields.UUIDField(unique=True)),
                ('variant', fields.TextField(unique=False)),
                ('gives', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('currency', fields.TextField(unique=False)),
                ('cost_minor', fields.BigIntField()),
                ('state', fields.TextField(unique=False)),
                ('held_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('settled_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('order_number', fields.TextField(null=True, unique=False)),
                ('given', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('note', fields.TextField(default='', unique=False)),
            ],
            options={'table': 'redemptions', 'app': 'hub', 'indexes': [Index(fields=['campaign_id', 'member_id'], name='redemptions_member')], 'pk_attr': 'id', 'table_description': "A campaign's offer used for an order, which is placed under the same ``holder_id``."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='TouchRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('campaign_id', fields.UUIDField()),
                ('member_id', fields.UUIDField()),
                ('variant', fields.TextField(unique=False)),
                ('step', fields.IntField()),
                ('state', fields.TextField(unique=False)),
                ('reason', fields.TextField(null=True, unique=False)),
                ('message_key', fields.TextField(null=True, unique=False)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('clicked_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('clicks', fields.IntField(default=0)),
            ],
            options={'table': 'touches', 'app': 'hub', 'indexes': [Index(fields=['member_id', 'at'], name='touches_member')], 'pk_attr': 'id', 'table_description': 'What a step did for a participant: a message under ``message_key``, or why there is none.'},
            bases=['Model'],
        ),
        ops.AddConstraint(
            model_name='AudienceRow',
            constraint=UniqueConstraint(fields=('name', 'version'), name='audiences_versions'),
        ),
        ops.AddConstraint(
            model_name='AudienceRow',
            constraint=CheckConstraint(check='version > 0', name='audiences_version'),
        ),
        ops.AddConstraint(
            model_name='BudgetRow',
            constraint=CheckConstraint(check='spent_minor BETWEEN 0 AND budget_minor', name='campaign_budgets_kept'),
        ),
        ops.AddConstraint(
            model_name='BudgetRow',
            constraint=CheckConstraint(check='count >= 0 AND count <= most', name='campaign_budgets_most'),
        ),
        ops.AddConstraint(
            model_name='BudgetRow',
            constraint=CheckConstraint(check='(currency IS NULL) = (budget_minor IS NULL)', name='campaign_budgets_currency'),
        ),
        ops.AddConstraint(
            model_name='CampaignRow',
            constraint=UniqueConstraint(fields=('code',), name='campaigns_code'),
        ),
        ops.AddConstraint(
            model_name='CampaignRow',
            constraint=UniqueConstraint(fields=('shared_code',), name='campaigns_shared_code'),
        ),
        ops.AddConstraint(
            model_name='CampaignRow',
            constraint=CheckConstraint(check="state IN ('DRAFT', 'SUBMITTED', 'APPROVED', 'RUNNING', 'PAUSED', 'ENDED')", name='campaigns_state'),
        ),
        ops.AddConstraint(
            model_name='CampaignRow',
            constraint=CheckConstraint(check='approved_by <> submitted_by', name='campaigns_second_person'),
        ),
        ops.AddConstraint(
            model_name='CampaignRow',
            constraint=CheckConstraint(check="(state IN ('RUNNING', 'PAUSED', 'ENDED')) = (launched_at IS NOT NULL)", name='campaigns_launched'),
        ),
        ops.AddConstraint(
            model_name='CampaignRow',
            constraint=CheckConstraint(check="(state = 'PAUSED') = (paused_at IS NOT NULL)", name='campaigns_paused'),
        ),
        ops.AddConstraint(
            model_name='CampaignRow',
            constraint=CheckConstraint(check="(state = 'ENDED') = (ended_at IS NOT NULL)", name='campaigns_ended'),
        ),
        ops.AddConstraint(
            model_name='ParticipantRow',
            constraint=UniqueConstraint(fields=('campaign_id', 'member_id'), name='participants_once'),
        ),
        ops.AddConstraint(
            model_name='ParticipantRow',
            constraint=UniqueConstraint(fields=('code',), name='participants_code'),
        ),
        ops.AddConstraint(
            model_name='ParticipantRow',
            constraint=CheckConstraint(check='(step IS NULL) = (due_at IS NULL)', name='participants_due'),
        ),
        ops.AddConstraint(
            model_name='ParticipantRow',
            constraint=CheckConstraint(check="variant <> 'HELD_OUT' OR (due_at IS NULL AND code IS NULL)", name='participants_held_out'),
        ),
        ops.AddConstraint(
            model_name='RedemptionRow',
            constraint=CheckConstraint(check="state IN ('HELD', 'TAKEN', 'RELEASED')", name='redemptions_state'),
        ),
        ops.AddConstraint(
            model_name='RedemptionRow',
            constraint=CheckConstraint(check="(state = 'HELD') = (settled_at IS NULL)", name='redemptions_settled'),
        ),
        ops.AddConstraint(
            model_name='RedemptionRow',
            constraint=CheckConstraint(check='cost_minor >= 0', name='redemptions_cost'),
        ),
        ops.AddConstraint(
            model_name='RedemptionRow',
            constraint=CheckConstraint(check="variant <> 'HELD_OUT'", name='redemptions_never_held_out'),
        ),
        ops.AddConstraint(
            model_name='TouchRow',
            constraint=UniqueConstraint(fields=('campaign_id', 'member_id', 'step'), name='touches_once'),
        ),
        ops.AddConstraint(
            model_name='TouchRow',
            constraint=CheckConstraint(check="state IN ('SENT', 'SKIPPED', 'FAILED')", name='touches_state'),
        ),
        ops.AddConstraint(
            model_name='TouchRow',
            constraint=CheckConstraint(check="(state = 'SENT') = (reason IS NULL)", name='touches_reason'),
        ),
        ops.AddConstraint(
            model_name='TouchRow',
            constraint=CheckConstraint(check="(state = 'SENT') = (message_key IS NOT NULL)", name='touches_message'),
        ),
        ops.AddConstraint(
            model_name='TouchRow',
            constraint=CheckConstraint(check="variant <> 'HELD_OUT'", name='touches_never_held_out'),
        ),
        *(
            ops.RunSQL(
                f'ALTER TABLE {table} ADD CONSTRAINT {table}_{column} FOREIGN KEY ({column}) REFERENCES {target} (id)',
                reverse_sql=f'ALTER TABLE {table} DROP CONSTRAINT {table}_{column}',
            )
            for table, column, target in (
                ('campaign_budgets', 'campaign_id', 'campaigns'),
                ('participants', 'campaign_id', 'campaigns'),
                ('participants', 'member_id', 'members'),
                ('touches', 'campaign_id', 'campaigns'),
                ('touches', 'member_id', 'members'),
                ('redemptions', 'campaign_id', 'campaigns'),
                ('redemptions', 'member_id', 'members'),
            )
        ),
        *(
            ops.RunSQL(f'CREATE INDEX {name} ON {what}', reverse_sql=f'DROP INDEX {name}')
            for name, what in (
                ('participants_due', 'participants (due_at, id) WHERE due_at IS NOT NULL'),
                ('redemptions_held', "redemptions (held_at) WHERE state = 'HELD'"),
                # What conditions on members look for.
                ('segments_ends', 'segments (benefit, ends_at) INCLUDE (member_id, starts_at)'),
                ('members_tags', 'members USING gin (tags jsonb_path_ops)'),
                ('members_attributes', 'members USING gin (attributes jsonb_path_ops)'),
                ('holdings_revision', 'holdings (revision_id, member_id)'),
                ('orders_paid', 'orders (paid_at, member_id) WHERE paid_at IS NOT NULL'),
                ('uses_lately', 'uses (at, member_id, benefit)'),
                ('agreements_live', 'agreements (member_id) WHERE ended_at IS NULL'),
            )
        ),
    ]
