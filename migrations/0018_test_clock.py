from tortoise import migrations
from tortoise.migrations import operations as ops
import datetime
from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint

class Migration(migrations.Migration):
    dependencies = [('hub', '0017_renewals')]

    initial = False

    operations = [
        ops.CreateModel(
            name='TestClockRow',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, default=1, unique=True, db_index=True)),
                ('ahead', fields.TimeDeltaField(default=datetime.timedelta(seconds=0.0))),
                ('target', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('moved_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'test_clock', 'app': 'hub', 'pk_attr': 'id', 'table_description': "The mark of a database for trying things, and how far its clock is ahead of the machine's."},
            bases=['Model'],
        ),
        ops.AddConstraint(
            model_name='TestClockRow',
            constraint=CheckConstraint(check='id = 1', name='test_clock_one'),
        ),
    ]
