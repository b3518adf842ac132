from tortoise import migrations
from tortoise.migrations import operations as ops
from hub.kernel.ids import new_id
from orjson import loads
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('hub', '0014_stock_levels')]

    initial = False

    operations = [
        ops.CreateModel(
            name='RebuildRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('benefits', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('asked_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('last_member_id', fields.UUIDField(null=True)),
                ('done_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'rebuilds', 'app': 'hub', 'pk_attr': 'id', 'table_description': 'Timelines to work out again because policies of ``benefits`` changed: done up to and with ``last_member_id``.'},
            bases=['Model'],
        ),
    ]
