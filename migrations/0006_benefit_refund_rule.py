from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint

class Migration(migrations.Migration):
    dependencies = [('hub', '0005_entitlements')]

    initial = False

    operations = [
        ops.AddField(
            model_name='BenefitRow',
            name='refund',
            field=fields.TextField(db_default='UNUSED', unique=False),
        ),
        ops.AddConstraint(
            model_name='BenefitRow',
            constraint=CheckConstraint(check="refund IN ('UNUSED', 'BEFORE_USE', 'NONE')", name='benefits_refund'),
        ),
    ]
