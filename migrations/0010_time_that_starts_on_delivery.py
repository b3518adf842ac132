from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('hub', '0009_orders')]

    initial = False

    operations = [
        ops.AddField(
            model_name='GrantRow',
            name='starts_on_delivery',
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.AddField(
            model_name='TaskRow',
            name='starts_grant',
            field=fields.BooleanField(default=False, db_default=False),
        ),
    ]
