from tortoise import migrations
from tortoise.migrations import operations as ops
from uuid import uuid4
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('hub', '0012_reminders')]

    initial = False

    operations = [
        ops.CreateModel(
            name='ImportedRow',
            fields=[
                ('key', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('member_id', fields.UUIDField()),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'imported_rows', 'app': 'hub', 'pk_attr': 'key', 'table_description': 'A row of a table that was granted: ``key`` is a hash of what it says, so that it is granted once.'},
            bases=['Model'],
        ),
        ops.RunSQL(
            'ALTER TABLE imported_rows ADD CONSTRAINT imported_rows_member_id'
            ' FOREIGN KEY (member_id) REFERENCES members (id)',
            reverse_sql='ALTER TABLE imported_rows DROP CONSTRAINT imported_rows_member_id',
        ),
    ]
