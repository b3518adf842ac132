from tortoise import migrations
from tortoise.migrations import operations as ops
from hub.kernel.ids import new_id
from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

class Migration(migrations.Migration):
    dependencies = [('hub', '0013_imported_rows')]

    initial = False

    operations = [
        ops.CreateModel(
            name='StockLevelRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('product', fields.TextField(unique=False)),
                ('warn_below', fields.IntField()),
                ('warned_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'stock_levels', 'app': 'hub', 'pk_attr': 'id', 'table_description': 'How few free codes of a product are too few; ``warned_at`` is set while they are.'},
            bases=['Model'],
        ),
        ops.AddConstraint(
            model_name='StockLevelRow',
            constraint=UniqueConstraint(fields=('product',), name='stock_levels_product'),
        ),
        ops.AddConstraint(
            model_name='StockLevelRow',
            constraint=CheckConstraint(check='warn_below > 0', name='stock_levels_positive'),
        ),
    ]
