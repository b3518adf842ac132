from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint

class Migration(migrations.Migration):
    dependencies = [('hub', '0007_fulfilment')]

    initial = False

    operations = [
        ops.RemoveConstraint(
            model_name='AttemptRow',
            name='attempts_kind',
            fields=None,
        ),
        ops.AddField(
            model_name='AttemptRow',
            name='why',
            field=fields.TextField(default='', db_default='', unique=False),
        ),
        ops.AddConstraint(
            model_name='AttemptRow',
            constraint=CheckConstraint(check="kind IN ('DELIVER', 'FIND', 'CANCEL', 'CALLBACK')", name='attempts_kind'),
        ),
        ops.AlterField(
            model_name='SendingRow',
            name='sent_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='SendingRow',
            name='changed_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
    ]
