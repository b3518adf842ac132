from tortoise import migrations
from tortoise.migrations import operations as ops
from hub.kernel.ids import new_id
from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

class Migration(migrations.Migration):
    dependencies = [('hub', '0002_members')]

    initial = False

    operations = [
        ops.CreateModel(
            name='ApiKeyRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('name', fields.TextField(unique=False)),
                ('role', fields.TextField(unique=False)),
                ('beginning', fields.TextField(unique=False)),
                ('digest', fields.TextField(unique=False)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('revoked_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'api_keys', 'app': 'hub', 'pk_attr': 'id', 'table_description': "A program's key, as a hash."},
            bases=['Model'],
        ),
        ops.AddConstraint(
            model_name='ApiKeyRow',
            constraint=UniqueConstraint(fields=('digest',), name='api_keys_digest'),
        ),
        ops.AddConstraint(
            model_name='ApiKeyRow',
            constraint=UniqueConstraint(fields=('name',), name='api_keys_name_in_use', condition='revoked_at IS NULL'),
        ),
        ops.AddConstraint(
            model_name='ApiKeyRow',
            constraint=CheckConstraint(check="role IN ('ADMIN', 'OPERATOR', 'SUPPORT', 'MARKETING')", name='api_keys_role'),
        ),
    ]
