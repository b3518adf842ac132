from tortoise import migrations
from tortoise.migrations import operations as ops
from hub.kernel.ids import new_id
from orjson import loads
from tortoise.fields.data import JSON_DUMPS
from tortoise.fields.db_defaults import SqlDefault
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint

class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.RunSQL('CREATE SEQUENCE journal_position', reverse_sql='DROP SEQUENCE journal_position'),
        ops.CreateModel(
            name='IdempotencyRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('scope', fields.TextField(unique=False)),
                ('key', fields.TextField(unique=False)),
                ('fingerprint', fields.TextField(unique=False)),
                ('answer', fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'idempotency', 'app': 'hub', 'pk_attr': 'id', 'table_description': 'One answered request: ``answer`` is null only inside the transaction that is still working on it.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='JournalRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('position', fields.BigIntField(unique=True, db_default=SqlDefault("nextval('journal_position')"))),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('actor', fields.TextField(unique=False)),
                ('action', fields.TextField(unique=False)),
                ('subject', fields.TextField(unique=False)),
                ('member_id', fields.UUIDField(null=True)),
                ('facts', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
            ],
            options={'table': 'journal', 'app': 'hub', 'indexes': [Index(fields=['member_id', 'position'], name='journal_member')], 'pk_attr': 'id', 'table_description': 'One entry. ``position`` comes from a sequence, so it grows in the order of recording, not of committing.'},
            bases=['Model'],
        ),
        ops.AddConstraint(
            model_name='IdempotencyRow',
            constraint=UniqueConstraint(fields=('scope', 'key'), name='idempotency_key'),
        ),
    ]
