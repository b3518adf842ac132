from tortoise import migrations
from tortoise.migrations import operations as ops
from hub.kernel.ids import new_id
from orjson import loads
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint

class Migration(migrations.Migration):
    dependencies = [('hub', '0004_catalogue')]

    initial = False

    operations = [
        ops.CreateModel(
            name='GrantRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('member_id', fields.UUIDField()),
                ('benefit', fields.TextField(unique=False)),
                ('holding_id', fields.UUIDField(null=True)),
                ('path', fields.TextField(default='', unique=False)),
                ('number', fields.IntField(default=1)),
                ('source', fields.TextField(unique=False)),
                ('reference', fields.TextField(default='', unique=False)),
                ('recorded_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('granted_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('granted_order', fields.BigIntField()),
                ('period', fields.TextField(null=True, unique=False)),
                ('starts_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('ends_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('needs_activation', fields.BooleanField(default=False)),
                ('activate_by', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('activated_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('activated_order', fields.BigIntField(null=True)),
                ('revoked_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('revoked_order', fields.BigIntField(null=True)),
                ('revoked_reason', fields.TextField(default='', unique=False)),
                ('quantity', fields.IntField(null=True)),
                ('allowance', fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ('priority', fields.IntField(default=0)),
                ('weight', fields.BigIntField(default=1)),
            ],
            options={'table': 'grants', 'app': 'hub', 'indexes': [Index(fields=['member_id', 'benefit'], name='grants_member_benefit'), Index(fields=['holding_id'], name='grants_holding')], 'pk_attr': 'id', 'table_description': 'One grant; ``period`` rolls, else it is the window from ``starts_at`` to ``ends_at`` (none: without an end).'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='HeldGroupRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('member_id', fields.UUIDField()),
                ('tier_group', fields.TextField(unique=False)),
            ],
            options={'table': 'held_groups', 'app': 'hub', 'unique_together': (('member_id', 'tier_group'),), 'pk_attr': 'id', 'table_description': 'One member and tier group (a benefit without a tier is a group of its own): locked by whoever changes it.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='HoldingRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('member_id', fields.UUIDField()),
                ('revision_id', fields.UUIDField()),
                ('choices', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('source', fields.TextField(unique=False)),
                ('reference', fields.TextField(default='', unique=False)),
                ('granted_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('revoked_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'holdings', 'app': 'hub', 'indexes': [Index(fields=['member_id', 'id'], name='holdings_member')], 'pk_attr': 'id', 'table_description': 'A bundle that a member was given, with the revision that stays as it was.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='SegmentRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('member_id', fields.UUIDField()),
                ('benefit', fields.TextField(unique=False)),
                ('grant_id', fields.UUIDField()),
                ('starts_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('ends_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('is_queued', fields.BooleanField()),
            ],
            options={'table': 'segments', 'app': 'hub', 'indexes': [Index(fields=['member_id', 'benefit'], name='segments_member_benefit')], 'pk_attr': 'id', 'table_description': 'A span in which a grant is in force (``ends_at`` none: without an end): the stored timeline, a read model.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='UseRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('consumption_id', fields.UUIDField()),
                ('member_id', fields.UUIDField()),
                ('benefit', fields.TextField(unique=False)),
                ('grant_id', fields.UUIDField()),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('quantity', fields.IntField()),
            ],
            options={'table': 'uses', 'app': 'hub', 'indexes': [Index(fields=['member_id', 'benefit'], name='uses_member_benefit')], 'pk_attr': 'id', 'table_description': 'What one consumption took from one grant.'},
            bases=['Model'],
        ),
        ops.AddConstraint(
            model_name='GrantRow',
            constraint=CheckConstraint(check='(period IS NULL) <> (starts_at IS NULL)', name='grants_roll_or_have_a_window'),
        ),
        ops.AddConstraint(
            model_name='GrantRow',
            constraint=CheckConstraint(check='ends_at > starts_at', name='grants_window_not_empty'),
        ),
        ops.AddConstraint(
            model_name='GrantRow',
            constraint=CheckConstraint(check='quantity >= 0', name='grants_quantity_not_negative'),
        ),
        ops.AddConstraint(
            model_name='GrantRow',
            constraint=CheckConstraint(check='(activated_at IS NULL) = (activated_order IS NULL)', name='grants_activated_whole'),
        ),
        ops.AddConstraint(
            model_name='GrantRow',
            constraint=CheckConstraint(check='(revoked_at IS NULL) = (revoked_order IS NULL)', name='grants_revoked_whole'),
        ),
        ops.AddConstraint(
            model_name='SegmentRow',
            constraint=CheckConstraint(check='ends_at > starts_at', name='segments_not_empty'),
        ),
        ops.AddConstraint(
            model_name='UseRow',
            constraint=CheckConstraint(check='quantity > 0', name='uses_quantity_positive'),
        ),
        ops.RunSQL('CREATE SEQUENCE moment_order', reverse_sql='DROP SEQUENCE moment_order'),
        *(
            ops.RunSQL(
                f'ALTER TABLE {table} ADD CONSTRAINT {table}_{column} FOREIGN KEY ({column}) REFERENCES {target} (id)',
                reverse_sql=f'ALTER TABLE {table} DROP CONSTRAINT {table}_{column}',
            )
            for table, column, target in (
                ('held_groups', 'member_id', 'members'),
                ('holdings', 'member_id', 'members'),
                ('holdings', 'revision_id', 'bundle_revisions'),
                ('grants', 'member_id', 'members'),
                ('grants', 'holding_id', 'holdings'),
                ('segments', 'grant_id', 'grants'),
                ('uses', 'grant_id', 'grants'),
            )
        ),
        ops.RunSQL('CREATE EXTENSION IF NOT EXISTS btree_gist', reverse_sql=''),
        ops.RunSQL(
            'ALTER TABLE segments ADD CONSTRAINT segments_queue_without_overlap EXCLUDE USING gist'
            ' (member_id WITH =, benefit WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (is_queued)',
            reverse_sql='ALTER TABLE segments DROP CONSTRAINT segments_queue_without_overlap',
        ),
    ]
