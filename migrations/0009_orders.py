from tortoise import migrations
from tortoise.migrations import operations as ops
from hub.kernel.ids import new_id
from orjson import loads
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

class Migration(migrations.Migration):
    dependencies = [('hub', '0008_what_was_never_sent')]

    initial = False

    operations = [
        ops.CreateModel(
            name='OrderLineRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('order_id', fields.UUIDField()),
                ('member_id', fields.UUIDField()),
                ('number', fields.IntField()),
                ('offer', fields.TextField(unique=False)),
                ('bundle', fields.TextField(unique=False)),
                ('revision_id', fields.UUIDField()),
                ('choices', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('quantity', fields.IntField()),
                ('introductory', fields.IntField()),
                ('subtotal_minor', fields.BigIntField()),
                ('discount_minor', fields.BigIntField()),
            ],
            options={'table': 'order_lines', 'app': 'hub', 'indexes': [Index(fields=['member_id', 'offer'], name='order_lines_bought')], 'pk_attr': 'id', 'table_description': 'One line of an order: ``quantity`` times a revision, ``introductory`` of them at the introductory price.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='OrderPartRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('order_id', fields.UUIDField()),
                ('line_id', fields.UUIDField()),
                ('member_id', fields.UUIDField()),
                ('unit', fields.IntField()),
                ('path', fields.TextField(unique=False)),
                ('number', fields.IntField()),
                ('benefit', fields.TextField(unique=False)),
                ('refund_rule', fields.TextField(unique=False)),
                ('price_minor', fields.BigIntField()),
                ('discount_minor', fields.BigIntField()),
                ('grant_id', fields.UUIDField(null=True, unique=True)),
                ('refund_id', fields.UUIDField(null=True)),
                ('refunded_minor', fields.BigIntField(null=True)),
            ],
            options={'table': 'order_parts', 'app': 'hub', 'indexes': [Index(fields=['order_id'], name='order_parts_order')], 'pk_attr': 'id', 'table_description': "One grant that a line gives: the ``unit``-th bundle's, at ``path`` and ``number``. Refunded at most once."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='OrderRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('number', fields.TextField(unique=False)),
                ('member_id', fields.UUIDField()),
                ('holder_id', fields.UUIDField(unique=True)),
                ('source', fields.TextField(unique=False)),
                ('state', fields.TextField(unique=False)),
                ('currency', fields.TextField(unique=False)),
                ('subtotal_minor', fields.BigIntField()),
                ('discount_minor', fields.BigIntField()),
                ('discount_reference', fields.TextField(default='', unique=False)),
                ('placed_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('pay_by', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('paid_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('closed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('closed_because', fields.TextField(default='', unique=False)),
            ],
            options={'table': 'orders', 'app': 'hub', 'indexes': [Index(fields=['member_id', 'id'], name='orders_member')], 'pk_attr': 'id', 'table_description': 'An order. ``holder_id`` is the name under which the vault keeps codes for it.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='PayerRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('member_id', fields.UUIDField()),
                ('gateway', fields.TextField(unique=False)),
                ('payer', fields.TextField(unique=False)),
            ],
            options={'table': 'payers', 'app': 'hub', 'pk_attr': 'id', 'table_description': 'What a gateway calls one of our members.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='PaymentCaseRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('kind', fields.TextField(unique=False)),
                ('about', fields.TextField(unique=False)),
                ('order_id', fields.UUIDField(null=True)),
                ('payment_id', fields.UUIDField(null=True)),
                ('refund_id', fields.UUIDField(null=True)),
                ('member_id', fields.UUIDField(null=True)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('facts', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('resolved_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('resolved_by', fields.TextField(default='', unique=False)),
                ('resolution', fields.TextField(default='', unique=False)),
            ],
            options={'table': 'payment_cases', 'app': 'hub', 'pk_attr': 'id', 'table_description': 'Something about money that did not fit, kept for a person. One kind is noted once for one thing.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='PaymentEventRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('gateway', fields.TextField(unique=False)),
                ('event', fields.TextField(unique=False)),
                ('kind', fields.TextField(unique=False)),
                ('body', fields.TextField(unique=False)),
                ('said_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('received_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('times', fields.IntField(default=1)),
                ('handled_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('outcome', fields.TextField(default='', unique=False)),
            ],
            options={'table': 'payment_events', 'app': 'hub', 'pk_attr': 'id', 'table_description': "A gateway's message, verified, kept as it came, and acted on once; ``outcome`` says what came of it."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='PaymentMethodRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('member_id', fields.UUIDField()),
                ('gateway', fields.TextField(unique=False)),
                ('method', fields.TextField(unique=False)),
                ('brand', fields.TextField(unique=False)),
                ('last4', fields.TextField(unique=False)),
                ('expires_year', fields.IntField()),
                ('expires_month', fields.IntField()),
                ('kept_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'payment_methods', 'app': 'hub', 'indexes': [Index(fields=['member_id'], name='payment_methods_member')], 'pk_attr': 'id', 'table_description': 'A card that a gateway keeps for a member, for later charges; the member agreed to that.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='PaymentRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('order_id', fields.UUIDField()),
                ('member_id', fields.UUIDField()),
                ('number', fields.IntField()),
                ('request_key', fields.TextField(unique=False)),
                ('gateway', fields.TextField(unique=False)),
                ('key', fields.TextField(unique=False)),
                ('payer', fields.TextField(default='', unique=False)),
                ('state', fields.TextField(unique=False)),
                ('currency', fields.TextField(unique=False)),
                ('amount_minor', fields.BigIntField()),
                ('reference', fields.TextField(null=True, unique=False)),
                ('reason', fields.TextField(default='', unique=False)),
                ('url', fields.TextField(null=True, unique=False)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('tries', fields.IntField(default=0)),
                ('ask_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'payments', 'app': 'hub', 'pk_attr': 'id', 'table_description': "One try to take an order's total. ``ask_at`` is when the gateway is asked how it stands, if nobody told us."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='RefundRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('order_id', fields.UUIDField()),
                ('payment_id', fields.UUIDField(null=True)),
                ('member_id', fields.UUIDField()),
                ('cause', fields.TextField(unique=False)),
                ('key', fields.TextField(unique=False)),
                ('currency', fields.TextField(unique=False)),
                ('amount_minor', fields.BigIntField()),
                ('state', fields.TextField(unique=False)),
                ('reason', fields.TextField(unique=False)),
                ('reference', fields.TextField(null=True, unique=False)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('by', fields.TextField(unique=False)),
                ('tries', fields.IntField(default=0)),
                ('due_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('settled_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'refunds', 'app': 'hub', 'indexes': [Index(fields=['order_id'], name='refunds_order')], 'pk_attr': 'id', 'table_description': 'Money that goes back. ``due_at`` is when the gateway is asked, or asked again.'},
            bases=['Model'],
        ),
        ops.AddConstraint(
            model_name='OrderLineRow',
            constraint=UniqueConstraint(fields=('order_id', 'number'), name='order_lines_number'),
        ),
        ops.AddConstraint(
            model_name='OrderLineRow',
            constraint=CheckConstraint(check='quantity > 0 AND introductory BETWEEN 0 AND quantity', name='order_lines_quantity'),
        ),
        ops.AddConstraint(
            model_name='OrderLineRow',
            constraint=CheckConstraint(check='discount_minor BETWEEN 0 AND subtotal_minor', name='order_lines_money'),
        ),
        ops.AddConstraint(
            model_name='OrderPartRow',
            constraint=UniqueConstraint(fields=('line_id', 'unit', 'path', 'number'), name='order_parts_place'),
        ),
        ops.AddConstraint(
            model_name='OrderPartRow',
            constraint=CheckConstraint(check='discount_minor BETWEEN 0 AND price_minor', name='order_parts_money'),
        ),
        ops.AddConstraint(
            model_name='OrderPartRow',
            constraint=CheckConstraint(check='refunded_minor BETWEEN 0 AND price_minor - discount_minor', name='order_parts_refunded'),
        ),
        ops.AddConstraint(
            model_name='OrderPartRow',
            constraint=CheckConstraint(check='(refund_id IS NULL) = (refunded_minor IS NULL) AND (refund_id IS NULL OR grant_id IS NOT NULL)', name='order_parts_refunded_whole'),
        ),
        ops.AddConstraint(
            model_name='OrderPartRow',
            constraint=CheckConstraint(check="refund_rule IN ('UNUSED', 'BEFORE_USE', 'NONE')", name='order_parts_refund_rule'),
        ),
        ops.AddConstraint(
            model_name='OrderRow',
            constraint=UniqueConstraint(fields=('number',), name='orders_number'),
        ),
        ops.AddConstraint(
            model_name='OrderRow',
            constraint=CheckConstraint(check="state IN ('AWAITING_PAYMENT', 'PAID', 'EXPIRED', 'CANCELLED', 'PARTLY_REFUNDED', 'REFUNDED')", name='orders_state'),
        ),
        ops.AddConstraint(
            model_name='OrderRow',
            constraint=CheckConstraint(check='discount_minor BETWEEN 0 AND subtotal_minor', name='orders_money'),
        ),
        ops.AddConstraint(
            model_name='OrderRow',
            constraint=CheckConstraint(check="(paid_at IS NOT NULL) = (state IN ('PAID', 'PARTLY_REFUNDED', 'REFUNDED'))", name='orders_paid'),
        ),
        ops.AddConstraint(
            model_name='PayerRow',
            constraint=UniqueConstraint(fields=('member_id', 'gateway'), name='payers_member'),
        ),
        ops.AddConstraint(
            model_name='PayerRow',
            constraint=UniqueConstraint(fields=('gateway', 'payer'), name='payers_payer'),
        ),
        ops.AddConstraint(
            model_name='PaymentCaseRow',
            constraint=UniqueConstraint(fields=('kind', 'about'), name='payment_cases_once'),
        ),
        ops.AddConstraint(
            model_name='PaymentCaseRow',
            constraint=CheckConstraint(check="(resolved_at IS NULL) = (resolution = '')", name='payment_cases_resolved'),
        ),
        ops.AddConstraint(
            model_name='PaymentEventRow',
            constraint=UniqueConstraint(fields=('gateway', 'event'), name='payment_events_once'),
        ),
        ops.AddConstraint(
            model_name='PaymentMethodRow',
            constraint=UniqueConstraint(fields=('gateway', 'method'), name='payment_methods_method'),
        ),
        ops.AddConstraint(
            model_name='PaymentRow',
            constraint=UniqueConstraint(fields=('key',), name='payments_key'),
        ),
        ops.AddConstraint(
            model_name='PaymentRow',
            constraint=UniqueConstraint(fields=('order_id', 'number'), name='payments_number'),
        ),
        ops.AddConstraint(
            model_name='PaymentRow',
            constraint=UniqueConstraint(fields=('order_id', 'request_key'), name='payments_request'),
        ),
        ops.AddConstraint(
            model_name='PaymentRow',
            constraint=UniqueConstraint(fields=('gateway', 'reference'), name='payments_reference'),
        ),
        ops.AddConstraint(
            model_name='PaymentRow',
            constraint=UniqueConstraint(fields=('order_id',), name='payments_one_pays', condition="state = 'SUCCEEDED'"),
        ),
        ops.AddConstraint(
            model_name='PaymentRow',
            constraint=CheckConstraint(check="state IN ('UNKNOWN', 'PENDING', 'ACTION_REQUIRED', 'SUCCEEDED', 'DECLINED', 'NOT_MADE', 'SURPLUS')", name='payments_state'),
        ),
        ops.AddConstraint(
            model_name='PaymentRow',
            constraint=CheckConstraint(check='amount_minor > 0', name='payments_amount'),
        ),
        ops.AddConstraint(
            model_name='PaymentRow',
            constraint=CheckConstraint(check="ask_at IS NOT NULL OR state NOT IN ('UNKNOWN', 'PENDING')", name='payments_never_forgotten'),
        ),
        ops.AddConstraint(
            model_name='PaymentRow',
            constraint=CheckConstraint(check="reference IS NOT NULL OR state NOT IN ('SUCCEEDED', 'SURPLUS')", name='payments_referenced'),
        ),
        ops.AddConstraint(
            model_name='RefundRow',
            constraint=UniqueConstraint(fields=('key',), name='refunds_key'),
        ),
        ops.AddConstraint(
            model_name='RefundRow',
            constraint=UniqueConstraint(fields=('payment_id',), name='refunds_of_surplus_once', condition="cause = 'SURPLUS'"),
        ),
        ops.AddConstraint(
            model_name='RefundRow',
            constraint=CheckConstraint(check="cause IN ('RETURN', 'SURPLUS', 'CHARGE_BACK')", name='refunds_cause'),
        ),
        ops.AddConstraint(
            model_name='RefundRow',
            constraint=CheckConstraint(check="state IN ('DUE', 'UNKNOWN', 'PENDING', 'REFUNDED', 'DECLINED')", name='refunds_state'),
        ),
        ops.AddConstraint(
            model_name='RefundRow',
            constraint=CheckConstraint(check='amount_minor >= 0', name='refunds_amount'),
        ),
        ops.AddConstraint(
            model_name='RefundRow',
            constraint=CheckConstraint(check='payment_id IS NOT NULL OR amount_minor = 0', name='refunds_payment'),
        ),
        ops.AddConstraint(
            model_name='RefundRow',
            constraint=CheckConstraint(check="due_at IS NOT NULL OR state NOT IN ('DUE', 'UNKNOWN', 'PENDING')", name='refunds_never_forgotten'),
        ),
        ops.RunSQL(
            "CREATE INDEX orders_unpaid ON orders (pay_by) WHERE state = 'AWAITING_PAYMENT'",
            reverse_sql='DROP INDEX orders_unpaid',
        ),
        ops.RunSQL(
            'CREATE INDEX payments_to_ask_for ON payments (ask_at) WHERE ask_at IS NOT NULL',
            reverse_sql='DROP INDEX payments_to_ask_for',
        ),
        ops.RunSQL(
            'CREATE INDEX refunds_to_send ON refunds (due_at) WHERE due_at IS NOT NULL',
            reverse_sql='DROP INDEX refunds_to_send',
        ),
        ops.RunSQL(
            'CREATE INDEX payment_cases_open ON payment_cases (id) WHERE resolved_at IS NULL',
            reverse_sql='DROP INDEX payment_cases_open',
        ),
        *(
            ops.RunSQL(
                f'ALTER TABLE {table} ADD CONSTRAINT {table}_{column} FOREIGN KEY ({column}) REFERENCES {target} (id)',
                reverse_sql=f'ALTER TABLE {table} DROP CONSTRAINT {table}_{column}',
            )
            for table, column, target in (
                ('orders', 'member_id', 'members'),
                ('order_lines', 'order_id', 'orders'),
                ('order_lines', 'revision_id', 'bundle_revisions'),
                ('order_parts', 'order_id', 'orders'),
                ('order_parts', 'line_id', 'order_lines'),
                ('order_parts', 'grant_id', 'grants'),
                ('payers', 'member_id', 'members'),
                ('payment_methods', 'member_id', 'members'),
                ('payments', 'order_id', 'orders'),
                ('refunds', 'order_id', 'orders'),
                ('refunds', 'payment_id', 'payments'),
                ('order_parts', 'refund_id', 'refunds'),
                ('payment_cases', 'order_id', 'orders'),
                ('payment_cases', 'payment_id', 'payments'),
                ('payment_cases', 'refund_id', 'refunds'),
            )
        ),
    ]
