from tortoise import migrations
from tortoise.migrations import operations as ops
from hub.kernel.ids import new_id
from orjson import loads
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

class Migration(migrations.Migration):
    dependencies = [('hub', '0015_rebuilds')]

    initial = False

    operations = [
        ops.CreateModel(
            name='TemplateRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('template', fields.TextField(unique=False)),
                ('edition', fields.IntField(null=True)),
                ('parts', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('author', fields.TextField(unique=False)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'message_templates', 'app': 'hub', 'pk_attr': 'id', 'table_description': 'An edition of a template, or (``edition`` is none) what is being written; ``parts`` are its texts by part.'},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='MessageRow',
            name='edition',
            field=fields.IntField(default=0),
        ),
        ops.AddConstraint(
            model_name='TemplateRow',
            constraint=UniqueConstraint(fields=('template', 'edition'), name='message_templates_editions'),
        ),
        ops.AddConstraint(
            model_name='TemplateRow',
            constraint=CheckConstraint(check='edition > 0', name='message_templates_edition'),
        ),
        ops.RunSQL(
            'CREATE UNIQUE INDEX message_templates_one_draft ON message_templates (template) WHERE edition IS NULL',
            reverse_sql='DROP INDEX message_templates_one_draft',
        ),
        *(
            ops.RunSQL(f'CREATE INDEX {name} ON {what}', reverse_sql=f'DROP INDEX {name}')
            for name, what in (
                ('messages_failed', "messages (created_at) WHERE state IN ('FAILED', 'UNDECIDED')"),
                ('reminders_missed', "reminders (settled_at) WHERE state = 'MISSED'"),
            )
        ),
    ]
