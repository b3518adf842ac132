from tortoise import migrations
from tortoise.migrations import operations as ops
from hub.kernel.ids import new_id
from orjson import loads
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

class Migration(migrations.Migration):
    dependencies = [('hub', '0011_messages')]

    initial = False

    operations = [
        ops.CreateModel(
            name='CoverageChangeRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('member_id', fields.UUIDField()),
                ('benefit', fields.TextField(unique=False)),
            ],
            options={'table': 'coverage_changes', 'app': 'hub', 'pk_attr': 'id', 'table_description': "A member's coverage by a benefit moved, and its reminders are not planned yet. Written by a trigger."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ReminderRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('member_id', fields.UUIDField()),
                ('benefit', fields.TextField(unique=False)),
                ('coverage_end', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('stage', fields.TextField(unique=False)),
                ('state', fields.TextField(unique=False)),
                ('reason', fields.TextField(null=True, unique=False)),
                ('due_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('told_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('settled_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'reminders', 'app': 'hub', 'pk_attr': 'id', 'table_description': 'A reminder. Of each coverage end at most one is still due; ``due_at`` is none once it is settled.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ScheduleRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('benefit', fields.TextField(unique=False)),
                ('stages', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
            ],
            options={'table': 'reminder_schedules', 'app': 'hub', 'pk_attr': 'id', 'table_description': 'The stages of a benefit that has its own.'},
            bases=['Model'],
        ),
        ops.AddConstraint(
            model_name='ReminderRow',
            constraint=UniqueConstraint(fields=('member_id', 'benefit', 'coverage_end', 'stage'), name='reminders_once'),
        ),
        ops.AddConstraint(
            model_name='ReminderRow',
            constraint=CheckConstraint(check="state IN ('PLANNED', 'SENT', 'SKIPPED', 'MISSED')", name='reminders_state'),
        ),
        ops.AddConstraint(
            model_name='ReminderRow',
            constraint=CheckConstraint(check="(state = 'PLANNED') = (due_at IS NOT NULL)", name='reminders_never_forgotten'),
        ),
        ops.AddConstraint(
            model_name='ReminderRow',
            constraint=CheckConstraint(check="(state = 'PLANNED') = (settled_at IS NULL)", name='reminders_settled'),
        ),
        ops.AddConstraint(
            model_name='ReminderRow',
            constraint=CheckConstraint(check="(state IN ('SKIPPED', 'MISSED')) = (reason IS NOT NULL)", name='reminders_reason'),
        ),
        ops.AddConstraint(
            model_name='ScheduleRow',
            constraint=UniqueConstraint(fields=('benefit',), name='reminder_schedules_one_each'),
        ),
        ops.RunSQL(
            'ALTER TABLE reminders ADD CONSTRAINT reminders_member_id FOREIGN KEY (member_id) REFERENCES members (id)',
            reverse_sql='ALTER TABLE reminders DROP CONSTRAINT reminders_member_id',
        ),
        ops.RunSQL(
            'CREATE INDEX reminders_due ON reminders (due_at, id) WHERE due_at IS NOT NULL',
            reverse_sql='DROP INDEX reminders_due',
        ),
        # Whoever writes the timeline, and however: what moved is noted in the same transaction.
        ops.RunSQL(
            'CREATE FUNCTION note_coverage_changes() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN'
            ' INSERT INTO coverage_changes (id, member_id, benefit)'
            ' SELECT gen_random_uuid(), member_id, benefit FROM touched GROUP BY member_id, benefit;'
            ' RETURN NULL; END $$',
            reverse_sql='DROP FUNCTION note_coverage_changes()',
        ),
        *(
            ops.RunSQL(
                f'CREATE TRIGGER coverage_changes_{event.lower()} AFTER {event} ON segments'
                f' REFERENCING {rows} TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION note_coverage_changes()',
                reverse_sql=f'DROP TRIGGER coverage_changes_{event.lower()} ON segments',
            )
            for event, rows in (('INSERT', 'NEW'), ('UPDATE', 'NEW'), ('DELETE', 'OLD'))
        ),
        ops.RunSQL(
            'INSERT INTO coverage_changes (id, member_id, benefit)'
            ' SELECT gen_random_uuid(), member_id, benefit FROM segments'
            ' WHERE ends_at IS NOT NULL GROUP BY member_id, benefit',
            reverse_sql='',
        ),
    ]
