from tortoise import migrations
from tortoise.migrations import operations as ops
from hub.kernel.ids import new_id
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

class Migration(migrations.Migration):
    dependencies = [('hub', '0010_time_that_starts_on_delivery')]

    initial = False

    operations = [
        ops.CreateModel(
            name='MessageRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('key', fields.TextField(unique=False)),
                ('member_id', fields.UUIDField()),
                ('channel', fields.TextField(unique=False)),
                ('category', fields.TextField(unique=False)),
                ('template', fields.TextField(unique=False)),
                ('locale', fields.TextField(unique=False)),
                ('recipient', fields.TextField(unique=False)),
                ('subject', fields.TextField(unique=False)),
                ('text', fields.TextField(unique=False)),
                ('html', fields.TextField(unique=False)),
                ('state', fields.TextField(unique=False)),
                ('note', fields.TextField(default='', unique=False)),
                ('attempts', fields.IntField(default=0)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('due_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('told_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('lease', fields.UUIDField(null=True)),
                ('handed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('sent_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('read_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'messages', 'app': 'hub', 'indexes': [Index(fields=['member_id', 'id'], name='messages_member')], 'pk_attr': 'id', 'table_description': 'A message. ``due_at`` is also its lease, as with deliveries; ``handed_at`` is when a courier got it.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='PreferenceRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('member_id', fields.UUIDField()),
                ('category', fields.TextField(unique=False)),
                ('is_wanted', fields.BooleanField()),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'message_preferences', 'app': 'hub', 'pk_attr': 'id', 'table_description': 'Whether a member wants messages of a category.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='SuppressedAddressRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('address', fields.TextField(unique=False)),
                ('why', fields.TextField(unique=False)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'suppressed_addresses', 'app': 'hub', 'pk_attr': 'id', 'table_description': 'A mail address, in lower case, that a mail server said does not exist; ``why`` is what it said.'},
            bases=['Model'],
        ),
        ops.AddConstraint(
            model_name='MessageRow',
            constraint=UniqueConstraint(fields=('key', 'channel'), name='messages_once'),
        ),
        ops.AddConstraint(
            model_name='MessageRow',
            constraint=CheckConstraint(check="channel IN ('EMAIL', 'INBOX', 'WEBHOOK')", name='messages_channel'),
        ),
        ops.AddConstraint(
            model_name='MessageRow',
            constraint=CheckConstraint(check="category IN ('LEGAL', 'SERVICE', 'MARKETING')", name='messages_category'),
        ),
        ops.AddConstraint(
            model_name='MessageRow',
            constraint=CheckConstraint(check="state IN ('PLANNED', 'SENT', 'FAILED', 'SUPPRESSED', 'UNDECIDED')", name='messages_state'),
        ),
        ops.AddConstraint(
            model_name='MessageRow',
            constraint=CheckConstraint(check="(state = 'PLANNED') = (due_at IS NOT NULL)", name='messages_never_forgotten'),
        ),
        ops.AddConstraint(
            model_name='MessageRow',
            constraint=CheckConstraint(check="(state = 'SENT') = (sent_at IS NOT NULL)", name='messages_sent'),
        ),
        ops.AddConstraint(
            model_name='PreferenceRow',
            constraint=UniqueConstraint(fields=('member_id', 'category'), name='message_preferences_one_each'),
        ),
        ops.AddConstraint(
            model_name='PreferenceRow',
            constraint=CheckConstraint(check="category IN ('SERVICE', 'MARKETING')", name='message_preferences_category'),
        ),
        ops.AddConstraint(
            model_name='SuppressedAddressRow',
            constraint=UniqueConstraint(fields=('address',), name='suppressed_addresses_once'),
        ),
        *(
            ops.RunSQL(
                f'ALTER TABLE {table} ADD CONSTRAINT {table}_member_id FOREIGN KEY (member_id) REFERENCES members (id)',
                reverse_sql=f'ALTER TABLE {table} DROP CONSTRAINT {table}_member_id',
            )
            for table in ('messages', 'message_preferences')
        ),
        *(
            ops.RunSQL(f'CREATE INDEX {name} ON {what}', reverse_sql=f'DROP INDEX {name}')
            for name, what in (
                ('messages_due', 'messages (due_at, id) WHERE due_at IS NOT NULL'),
                ('messages_unread', "messages (member_id) WHERE channel = 'INBOX' AND state = 'SENT' AND read_at IS NULL"),
                ('messages_undecided', "messages (id) WHERE state = 'UNDECIDED'"),
            )
        ),
    ]
