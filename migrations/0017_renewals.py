from tortoise import migrations
from tortoise.migrations import operations as ops
from hub.kernel.ids import new_id
from orjson import loads
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

class Migration(migrations.Migration):
    dependencies = [('hub', '0016_templates_of_messages')]

    initial = False

    operations = [
        ops.CreateModel(
            name='AgreementRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('member_id', fields.UUIDField()),
                ('state', fields.TextField(unique=False)),
                ('offer', fields.TextField(unique=False)),
                ('held_offer', fields.TextField(unique=False)),
                ('choices', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('period', fields.TextField(unique=False)),
                ('currency', fields.TextField(unique=False)),
                ('price_minor', fields.BigIntField()),
                ('introductory_minor', fields.BigIntField(null=True)),
                ('introductory_periods', fields.IntField(null=True)),
                ('gateway', fields.TextField(unique=False)),
                ('method', fields.TextField(unique=False)),
                ('watches', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('anchor', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('since', fields.IntField()),
                ('number', fields.IntField(default=1)),
                ('agreed_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('paused_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('ended_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('ended_because', fields.TextField(null=True, unique=False)),
                ('next_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('moved', fields.BooleanField(default=False, db_default=False)),
                ('told_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('lease', fields.UUIDField(null=True)),
                ('lease_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'agreements', 'app': 'hub', 'indexes': [Index(fields=['member_id', 'id'], name='agreements_member')], 'pk_attr': 'id', 'table_description': 'An agreement. ``next_at`` is when it is looked at again; ``moved``: the coverage moved, look at once.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ConsentRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('agreement_id', fields.UUIDField()),
                ('member_id', fields.UUIDField()),
                ('kind', fields.TextField(unique=False)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('by', fields.TextField(unique=False)),
                ('channel', fields.TextField(unique=False)),
                ('terms_version', fields.TextField(unique=False)),
                ('offer', fields.TextField(unique=False)),
                ('choices', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('period', fields.TextField(unique=False)),
                ('currency', fields.TextField(unique=False)),
                ('price_minor', fields.BigIntField()),
                ('introductory_minor', fields.BigIntField(null=True)),
                ('introductory_periods', fields.IntField(null=True)),
            ],
            options={'table': 'consents', 'app': 'hub', 'indexes': [Index(fields=['agreement_id'], name='consents_agreement')], 'pk_attr': 'id', 'table_description': 'A consent as it was given; never changed.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='RenewalRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('agreement_id', fields.UUIDField()),
                ('member_id', fields.UUIDField()),
                ('number', fields.IntField()),
                ('offer', fields.TextField(unique=False)),
                ('due_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('currency', fields.TextField(unique=False)),
                ('amount_minor', fields.BigIntField(null=True)),
                ('asked_minor', fields.BigIntField(null=True)),
                ('notices', fields.IntField(default=0)),
                ('noticed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('charge_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('order_number', fields.TextField(default='', unique=False)),
                ('noted', fields.IntField(default=0)),
                ('declines', fields.IntField(default=0)),
                ('declined_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('reason', fields.TextField(default='', unique=False)),
                ('is_hard', fields.BooleanField(default=False, db_default=False)),
                ('retry_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('is_waived', fields.BooleanField(default=False, db_default=False)),
                ('grace_grants', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('outcome', fields.TextField(null=True, unique=False)),
                ('settled_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'renewals', 'app': 'hub', 'pk_attr': 'id', 'table_description': 'The ``number``-th renewal of an agreement; there is one.'},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='PaymentRow',
            name='is_hard',
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.AddConstraint(
            model_name='AgreementRow',
            constraint=CheckConstraint(check="state IN ('ACTIVE', 'NOTICED', 'CHARGING', 'PAST_DUE', 'PAUSED', 'LAPSED', 'CANCELLED', 'ENDED')", name='agreements_state'),
        ),
        ops.AddConstraint(
            model_name='AgreementRow',
            constraint=CheckConstraint(check="(state IN ('LAPSED', 'CANCELLED', 'ENDED')) = (ended_at IS NOT NULL) AND (ended_at IS NULL) = (ended_because IS NULL)", name='agreements_ended'),
        ),
        ops.AddConstraint(
            model_name='AgreementRow',
            constraint=CheckConstraint(check='next_at IS NOT NULL OR ended_at IS NOT NULL', name='agreements_never_forgotten'),
        ),
        ops.AddConstraint(
            model_name='AgreementRow',
            constraint=CheckConstraint(check='price_minor >= 0 AND introductory_minor >= 0', name='agreements_price'),
        ),
        ops.AddConstraint(
            model_name='AgreementRow',
            constraint=CheckConstraint(check='(lease IS NULL) = (lease_until IS NULL)', name='agreements_lease'),
        ),
        ops.AddConstraint(
            model_name='ConsentRow',
            constraint=CheckConstraint(check="kind IN ('AGREED', 'PRICE', 'SWITCHED')", name='consents_kind'),
        ),
        ops.AddConstraint(
            model_name='RenewalRow',
            constraint=UniqueConstraint(fields=('agreement_id', 'number'), name='renewals_once'),
        ),
        ops.AddConstraint(
            model_name='RenewalRow',
            constraint=UniqueConstraint(fields=('order_number',), name='renewals_order', condition="order_number <> ''"),
        ),
        ops.AddConstraint(
            model_name='RenewalRow',
            constraint=CheckConstraint(check="outcome IN ('PAID', 'WAIVED', 'FAILED')", name='renewals_outcome'),
        ),
        ops.AddConstraint(
            model_name='RenewalRow',
            constraint=CheckConstraint(check='(outcome IS NULL) = (settled_at IS NULL)', name='renewals_settled'),
        ),
        ops.AddConstraint(
            model_name='RenewalRow',
            constraint=CheckConstraint(check="outcome <> 'PAID' OR order_number <> ''", name='renewals_paid_by_order'),
        ),
        ops.AddConstraint(
            model_name='RenewalRow',
            constraint=CheckConstraint(check="order_number = '' OR noticed_at IS NOT NULL OR is_waived", name='renewals_never_without_notice'),
        ),
        *(
            ops.RunSQL(
                f'ALTER TABLE {table} ADD CONSTRAINT {table}_{column} FOREIGN KEY ({column}) REFERENCES {to} (id)',
                reverse_sql=f'ALTER TABLE {table} DROP CONSTRAINT {table}_{column}',
            )
            for table, column, to in (
                ('agreements', 'member_id', 'members'),
                ('consents', 'agreement_id', 'agreements'),
                ('renewals', 'agreement_id', 'agreements'),
            )
        ),
        ops.RunSQL(
            'CREATE INDEX agreements_due ON agreements (next_at, id) WHERE next_at IS NOT NULL',
            reverse_sql='DROP INDEX agreements_due',
        ),
        ops.RunSQL(
            'CREATE INDEX agreements_moved ON agreements (id) WHERE moved',
            reverse_sql='DROP INDEX agreements_moved',
        ),
        ops.RunSQL(
            'CREATE UNIQUE INDEX agreements_one_live ON agreements (member_id, offer) WHERE ended_at IS NULL',
            reverse_sql='DROP INDEX agreements_one_live',
        ),
        # Whoever moves coverage, and however: the agreements that renew it are looked at again.
        ops.RunSQL(
            'CREATE FUNCTION mark_agreements_moved() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN'
            ' UPDATE agreements SET moved = true'
            ' FROM (SELECT DISTINCT member_id, benefit FROM touched) AS t'
            ' WHERE agreements.member_id = t.member_id AND ended_at IS NULL AND NOT moved'
            ' AND jsonb_exists(watches, t.benefit);'
            ' RETURN NULL; END $$',
            reverse_sql='DROP FUNCTION mark_agreements_moved()',
        ),
        *(
            ops.RunSQL(
                f'CREATE TRIGGER agreements_moved_{event.lower()} AFTER {event} ON segments'
                f' REFERENCING {rows} TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION mark_agreements_moved()',
                reverse_sql=f'DROP TRIGGER agreements_moved_{event.lower()} ON segments',
            )
            for event, rows in (('INSERT', 'NEW'), ('UPDATE', 'NEW'), ('DELETE', 'OLD'))
        ),
    ]
