from tortoise import migrations
from tortoise.migrations import operations as ops
from hub.kernel.ids import new_id
from orjson import loads
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

class Migration(migrations.Migration):
    dependencies = [('hub', '0006_benefit_refund_rule')]

    initial = False

    operations = [
        ops.CreateModel(
            name='AttemptRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('task_id', fields.UUIDField()),
                ('sending_id', fields.UUIDField(null=True)),
                ('member_id', fields.UUIDField()),
                ('provider', fields.TextField(unique=False)),
                ('kind', fields.TextField(unique=False)),
                ('outcome', fields.TextField(unique=False)),
                ('request', fields.TextField(unique=False)),
                ('answer', fields.TextField(unique=False)),
                ('status', fields.IntField(null=True)),
                ('took_ms', fields.IntField()),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'attempts', 'app': 'hub', 'indexes': [Index(fields=['task_id', 'id'], name='attempts_task'), Index(fields=['provider', 'at'], name='attempts_provider')], 'pk_attr': 'id', 'table_description': "One exchange with a provider about a task, masked. ``status`` is HTTP's; ``took_ms`` milliseconds."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='BatchRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('product', fields.TextField(unique=False)),
                ('name', fields.TextField(unique=False)),
                ('ends_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('made_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('made_by', fields.TextField(unique=False)),
            ],
            options={'table': 'code_batches', 'app': 'hub', 'pk_attr': 'id', 'table_description': 'Codes that came into the vault together; ``ends_at`` is when the provider stops taking them.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='CallbackRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('provider', fields.TextField(unique=False)),
                ('replay_key', fields.TextField(unique=False)),
                ('sending_id', fields.UUIDField(null=True)),
                ('body', fields.TextField(unique=False)),
                ('outcome', fields.TextField(unique=False)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'callbacks', 'app': 'hub', 'pk_attr': 'id', 'table_description': "A provider's message, acted on once; ``body`` is masked."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='CodeRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('batch_id', fields.UUIDField(null=True)),
                ('product', fields.TextField(unique=False)),
                ('sealed', fields.BinaryField()),
                ('password', fields.BinaryField(null=True)),
                ('fingerprint', fields.TextField(unique=False)),
                ('masked', fields.TextField(unique=False)),
                ('state', fields.TextField(unique=False)),
                ('starts_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('ends_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('holder_id', fields.UUIDField(null=True)),
                ('slot', fields.IntField(null=True)),
                ('reserved_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('member_id', fields.UUIDField(null=True)),
                ('task_id', fields.UUIDField(null=True)),
                ('issued_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('revealed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'codes', 'app': 'hub', 'pk_attr': 'id', 'table_description': 'A code. ``sealed`` is the code itself, ``fingerprint`` a keyed hash by which it is found and kept unique.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='RouteRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('benefit', fields.TextField(unique=False)),
                ('period', fields.TextField(default='', unique=False)),
                ('rank', fields.IntField()),
                ('provider', fields.TextField(unique=False)),
                ('product', fields.TextField(unique=False)),
            ],
            options={'table': 'routes', 'app': 'hub', 'pk_attr': 'id', 'table_description': 'One way to deliver a benefit; lower ``rank`` first. An empty ``period`` fits grants of every length.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='SendingRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('task_id', fields.UUIDField()),
                ('member_id', fields.UUIDField()),
                ('provider', fields.TextField(unique=False)),
                ('product', fields.TextField(unique=False)),
                ('state', fields.TextField(unique=False)),
                ('reference', fields.TextField(null=True, unique=False)),
                ('sent_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('accepted_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('ended_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'sendings', 'app': 'hub', 'indexes': [Index(fields=['task_id'], name='sendings_task')], 'pk_attr': 'id', 'table_description': 'One order placed for a task at a provider: ``id`` is what the provider knows it by.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='TaskRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('member_id', fields.UUIDField()),
                ('grant_id', fields.UUIDField()),
                ('benefit', fields.TextField(unique=False)),
                ('account_at', fields.TextField(unique=False)),
                ('delivery', fields.TextField(unique=False)),
                ('quantity', fields.IntField()),
                ('routes', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('route', fields.IntField()),
                ('provider', fields.TextField(unique=False)),
                ('state', fields.TextField(unique=False)),
                ('awaits', fields.TextField(null=True, unique=False)),
                ('ready_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('due_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('told_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('lease', fields.UUIDField(null=True)),
                ('tries', fields.IntField(default=0)),
                ('note', fields.TextField(default='', unique=False)),
                ('link', fields.BinaryField(null=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('delivered_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('withdrawn_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'tasks', 'app': 'hub', 'indexes': [Index(fields=['member_id', 'id'], name='tasks_member')], 'pk_attr': 'id', 'table_description': 'The delivery of one grant.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='VaultKeyRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('name', fields.TextField(unique=False)),
                ('sealed', fields.BinaryField()),
            ],
            options={'table': 'vault_keys', 'app': 'hub', 'pk_attr': 'id', 'table_description': "The key of the fingerprints, itself sealed: rotating the hub's keys seals it anew and changes no fingerprint."},
            bases=['Model'],
        ),
        ops.AddConstraint(
            model_name='AttemptRow',
            constraint=CheckConstraint(check="kind IN ('DELIVER', 'FIND', 'CANCEL', 'CALLBACK', 'VAULT')", name='attempts_kind'),
        ),
        ops.AddConstraint(
            model_name='CallbackRow',
            constraint=UniqueConstraint(fields=('provider', 'replay_key'), name='callbacks_once'),
        ),
        ops.AddConstraint(
            model_name='CodeRow',
            constraint=UniqueConstraint(fields=('fingerprint',), name='codes_each_once'),
        ),
        ops.AddConstraint(
            model_name='CodeRow',
            constraint=UniqueConstraint(fields=('holder_id', 'product', 'slot'), name='codes_one_per_slot'),
        ),
        ops.AddConstraint(
            model_name='CodeRow',
            constraint=CheckConstraint(check="state IN ('FREE', 'RESERVED', 'ISSUED', 'REVEALED', 'REDEEMED', 'VOID', 'EXPIRED')", name='codes_state'),
        ),
        ops.AddConstraint(
            model_name='CodeRow',
            constraint=CheckConstraint(check="state <> 'FREE' OR (holder_id IS NULL AND member_id IS NULL AND task_id IS NULL)", name='codes_free_is_nobodys'),
        ),
        ops.AddConstraint(
            model_name='CodeRow',
            constraint=CheckConstraint(check="state <> 'RESERVED' OR (holder_id IS NOT NULL AND slot > 0 AND reserved_until IS NOT NULL)", name='codes_reserved_for_one'),
        ),
        ops.AddConstraint(
            model_name='CodeRow',
            constraint=CheckConstraint(check="state NOT IN ('ISSUED', 'REVEALED', 'REDEEMED') OR (member_id IS NOT NULL AND task_id IS NOT NULL AND issued_at IS NOT NULL)", name='codes_issued_to_one'),
        ),
        ops.AddConstraint(
            model_name='CodeRow',
            constraint=CheckConstraint(check="state <> 'REVEALED' OR revealed_at IS NOT NULL", name='codes_revealed'),
        ),
        ops.AddConstraint(
            model_name='RouteRow',
            constraint=UniqueConstraint(fields=('benefit', 'period', 'rank'), name='routes_rank'),
        ),
        ops.AddConstraint(
            model_name='SendingRow',
            constraint=UniqueConstraint(fields=('task_id',), name='sendings_one_open', condition="state = 'OPEN'"),
        ),
        ops.AddConstraint(
            model_name='SendingRow',
            constraint=UniqueConstraint(fields=('task_id',), name='sendings_one_delivers', condition="state = 'DELIVERED'"),
        ),
        ops.AddConstraint(
            model_name='SendingRow',
            constraint=CheckConstraint(check="state IN ('OPEN', 'DELIVERED', 'NOT_DONE', 'TAKEN_BACK', 'SURPLUS')", name='sendings_state'),
        ),
        ops.AddConstraint(
            model_name='SendingRow',
            constraint=CheckConstraint(check="(state = 'OPEN') = (ended_at IS NULL)", name='sendings_ended'),
        ),
        ops.AddConstraint(
            model_name='TaskRow',
            constraint=UniqueConstraint(fields=('grant_id',), name='tasks_one_per_grant'),
        ),
        ops.AddConstraint(
            model_name='TaskRow',
            constraint=CheckConstraint(check="state IN ('QUEUED', 'SENT', 'AWAITING_MEMBER', 'AWAITING_PROVIDER', 'RETRYING', 'DELIVERED', 'FAILED', 'CANCELLED')", name='tasks_state'),
        ),
        ops.AddConstraint(
            model_name='TaskRow',
            constraint=CheckConstraint(check="due_at IS NOT NULL OR state NOT IN ('QUEUED', 'SENT', 'AWAITING_PROVIDER', 'RETRYING')", name='tasks_never_forgotten'),
        ),
        ops.AddConstraint(
            model_name='TaskRow',
            constraint=CheckConstraint(check="(state = 'AWAITING_MEMBER') = (awaits IS NOT NULL)", name='tasks_awaits'),
        ),
        ops.AddConstraint(
            model_name='TaskRow',
            constraint=CheckConstraint(check="awaits IN ('ACCOUNT', 'ACTIVATION')", name='tasks_awaited'),
        ),
        ops.AddConstraint(
            model_name='TaskRow',
            constraint=CheckConstraint(check="state <> 'DELIVERED' OR delivered_at IS NOT NULL", name='tasks_delivered'),
        ),
        ops.AddConstraint(
            model_name='TaskRow',
            constraint=CheckConstraint(check="delivery IN ('DIRECT', 'CODE_VAULT', 'CODE_PROVIDER', 'LINK')", name='tasks_delivery'),
        ),
        ops.AddConstraint(
            model_name='TaskRow',
            constraint=CheckConstraint(check='quantity > 0', name='tasks_quantity'),
        ),
        ops.AddConstraint(
            model_name='VaultKeyRow',
            constraint=UniqueConstraint(fields=('name',), name='vault_keys_name'),
        ),
        *(
            ops.RunSQL(
                f'ALTER TABLE {table} ADD CONSTRAINT {table}_{column} FOREIGN KEY ({column}) REFERENCES {target} (id)',
                reverse_sql=f'ALTER TABLE {table} DROP CONSTRAINT {table}_{column}',
            )
            for table, column, target in (
                ('tasks', 'member_id', 'members'),
                ('tasks', 'grant_id', 'grants'),
                ('sendings', 'task_id', 'tasks'),
                ('attempts', 'task_id', 'tasks'),
                ('codes', 'batch_id', 'code_batches'),
                ('codes', 'member_id', 'members'),
                ('codes', 'task_id', 'tasks'),
            )
        ),
        *(
            ops.RunSQL(f'CREATE INDEX {name} ON {what}', reverse_sql=f'DROP INDEX {name}')
            for name, what in (
                ('tasks_due', 'tasks (due_at, id) WHERE due_at IS NOT NULL'),
                ('tasks_waiting_for_members', "tasks (id) WHERE state = 'AWAITING_MEMBER'"),
                ('tasks_failed', "tasks (id) WHERE state = 'FAILED'"),
                ('codes_free', "codes (product, ends_at, id) WHERE state = 'FREE'"),
                ('codes_reserved', "codes (reserved_until) WHERE state = 'RESERVED'"),
                ('codes_task', 'codes (task_id) WHERE task_id IS NOT NULL'),
            )
        ),
    ]
