from tortoise import migrations
from tortoise.migrations import operations as ops
from hub.kernel.ids import new_id
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint

class Migration(migrations.Migration):
    dependencies = [('hub', '0020_campaigns')]

    initial = False

    operations = [
        ops.CreateModel(
            name='GlanceRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('member_id', fields.UUIDField()),
                ('benefit', fields.TextField(unique=False)),
                ('status', fields.TextField(null=True, unique=False)),
                ('valid_from', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('coverage_end', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('granted', fields.BigIntField(null=True)),
                ('remaining', fields.BigIntField(null=True)),
                ('next_refill', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('next_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('next_status', fields.TextField(null=True, unique=False)),
                ('true_from', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('true_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('basis', fields.TextField(unique=False)),
            ],
            options={'table': 'glances', 'app': 'hub', 'indexes': [Index(fields=['true_until'], name='glances_turning')], 'pk_attr': 'id', 'table_description': 'What a member sees of one entitlement at a glance: a read model, true between two instants under one ``basis``.'},
            bases=['Model'],
        ),
        ops.AddConstraint(
            model_name='GlanceRow',
            constraint=UniqueConstraint(fields=('member_id', 'benefit'), name='glances_one_each'),
        ),
        ops.RunSQL(  # what was held before: to be worked out when somebody looks, and by the next sweep
            "INSERT INTO glances (id, member_id, benefit, true_from, true_until, basis)"
            " SELECT gen_random_uuid(), member_id, benefit, 'epoch', 'epoch', '' FROM grants"
            ' GROUP BY member_id, benefit',
            reverse_sql='',
        ),
    ]
