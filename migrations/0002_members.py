from tortoise import migrations
from tortoise.migrations import operations as ops
from hub.kernel.ids import new_id
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

class Migration(migrations.Migration):
    dependencies = [('hub', '0001_journal')]

    initial = False

    operations = [
        ops.CreateModel(
            name='MemberRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('external_id', fields.TextField(unique=False)),
                ('name', fields.TextField(unique=False)),
                ('email', fields.TextField(null=True, unique=False)),
                ('phone', fields.TextField(null=True, unique=False)),
                ('locale', fields.TextField(unique=False)),
                ('zone', fields.TextField(unique=False)),
                ('tags', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('attributes', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('search', fields.TextField(unique=False)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'members', 'app': 'hub', 'pk_attr': 'id', 'table_description': 'A member. ``search`` is what a search looks through; where the server has pg_trgm, it is indexed.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ProviderAccountRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('member', fields.ForeignKeyField('hub.MemberRow', source_field='member_id', db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
                ('provider', fields.TextField(unique=False)),
                ('sealed', fields.BinaryField()),
                ('masked', fields.TextField(unique=False)),
                ('bound_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'provider_accounts', 'app': 'hub', 'pk_attr': 'id', 'table_description': "A member's account at one provider: ``sealed`` with the hub's key, and ``masked`` for showing."},
            bases=['Model'],
        ),
        ops.AddConstraint(
            model_name='MemberRow',
            constraint=UniqueConstraint(fields=('external_id',), name='members_external_id'),
        ),
        ops.AddConstraint(
            model_name='MemberRow',
            constraint=CheckConstraint(check="locale IN ('zh-CN', 'en')", name='members_locale'),
        ),
        ops.AddConstraint(
            model_name='ProviderAccountRow',
            constraint=UniqueConstraint(fields=('member_id', 'provider'), name='provider_accounts_one_each'),
        ),
        # Searching anywhere in a text is fast where the server has pg_trgm, and works without it.
        ops.RunSQL(
            """
            DO $$
            BEGIN
                CREATE EXTENSION IF NOT EXISTS pg_trgm;
                CREATE INDEX members_search ON members USING gin (search gin_trgm_ops);
            EXCEPTION WHEN feature_not_supported OR undefined_file OR insufficient_privilege THEN
                RAISE NOTICE 'no pg_trgm on this server: searching members reads the whole table';
            END $$
            """,
            reverse_sql="DROP INDEX IF EXISTS members_search",
        ),
        ops.RunSQL(
            "CREATE INDEX members_search_beginning ON members (search text_pattern_ops)",
            reverse_sql="DROP INDEX members_search_beginning",
        ),
    ]
