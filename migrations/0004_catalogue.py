from tortoise import migrations
from tortoise.migrations import operations as ops
from hub.kernel.ids import new_id
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

class Migration(migrations.Migration):
    dependencies = [('hub', '0003_api_keys')]

    initial = False

    operations = [
        ops.CreateModel(
            name='BundleRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('code', fields.CharField(unique=True, max_length=64)),
                ('name', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('description', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('composition', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('revision_id', fields.UUIDField()),
                ('retired_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'bundles', 'app': 'hub', 'pk_attr': 'id', 'table_description': 'A bundle as last written down. ``revision_id`` is its current revision.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='BundleRevisionRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('bundle', fields.ForeignKeyField('hub.BundleRow', source_field='bundle_id', db_constraint=True, to_field='code', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('number', fields.IntField()),
                ('content', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('checksum', fields.TextField(unique=False)),
                ('published_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('published_by', fields.TextField(unique=False)),
            ],
            options={'table': 'bundle_revisions', 'app': 'hub', 'pk_attr': 'id', 'table_description': 'What a bundle gave when it was published, worked out to the last benefit. Never changed, never deleted.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='CategoryRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('code', fields.CharField(unique=True, max_length=64)),
                ('name', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('parent', fields.ForeignKeyField('hub.CategoryRow', source_field='parent_id', null=True, db_constraint=True, to_field='code', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('retired_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'categories', 'app': 'hub', 'pk_attr': 'id', 'table_description': 'A shelf of the catalogue.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='OfferRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('code', fields.CharField(unique=True, max_length=64)),
                ('bundle', fields.ForeignKeyField('hub.BundleRow', source_field='bundle_id', db_constraint=True, to_field='code', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('currency', fields.TextField(unique=False)),
                ('amount_minor', fields.BigIntField()),
                ('introductory_minor', fields.BigIntField(null=True)),
                ('introductory_periods', fields.IntField(null=True)),
                ('renewal_period', fields.TextField(null=True, unique=False)),
                ('sale_from', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('sale_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('per_member_limit', fields.IntField(null=True)),
                ('channel', fields.TextField(null=True, unique=False)),
                ('retired_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'offers', 'app': 'hub', 'indexes': [Index(fields=['bundle_id'], name='offers_bundle')], 'pk_attr': 'id', 'table_description': 'A price for a bundle; both amounts are in minor units of ``currency``.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ProviderRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('code', fields.CharField(unique=True, max_length=64)),
                ('name', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('colour', fields.TextField(unique=False)),
                ('retired_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'providers', 'app': 'hub', 'pk_attr': 'id', 'table_description': 'A company that honours benefits.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='BenefitRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('code', fields.CharField(unique=True, max_length=64)),
                ('provider', fields.ForeignKeyField('hub.ProviderRow', source_field='provider_id', db_constraint=True, to_field='code', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('category', fields.ForeignKeyField('hub.CategoryRow', source_field='category_id', db_constraint=True, to_field='code', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('name', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('description', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('guide', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('stacking', fields.TextField(unique=False)),
                ('tier_group', fields.TextField(null=True, unique=False)),
                ('tier_rank', fields.IntField(null=True)),
                ('max_ahead', fields.TextField(null=True, unique=False)),
                ('unit', fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ('allowance', fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ('delivery', fields.TextField(unique=False)),
                ('starts', fields.TextField(unique=False)),
                ('account', fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ('scope', fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ('devices', fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ('notice_window', fields.TextField(unique=False)),
                ('retired_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'benefits', 'app': 'hub', 'pk_attr': 'id', 'table_description': 'One kind of right a member can hold. Periods are ISO 8601; live benefits of a tier group differ in rank.'},
            bases=['Model'],
        ),
        ops.AddConstraint(
            model_name='BundleRevisionRow',
            constraint=UniqueConstraint(fields=('bundle_id', 'number'), name='bundle_revisions_number'),
        ),
        ops.AddConstraint(
            model_name='BundleRevisionRow',
            constraint=CheckConstraint(check='number > 0', name='bundle_revisions_from_one'),
        ),
        ops.AddConstraint(
            model_name='OfferRow',
            constraint=CheckConstraint(check='amount_minor >= 0 AND introductory_minor >= 0', name='offers_amount'),
        ),
        ops.AddConstraint(
            model_name='OfferRow',
            constraint=CheckConstraint(check='(introductory_minor IS NULL) = (introductory_periods IS NULL)', name='offers_introductory'),
        ),
        ops.AddConstraint(
            model_name='OfferRow',
            constraint=CheckConstraint(check='sale_from < sale_until', name='offers_sale'),
        ),
        ops.AddConstraint(
            model_name='OfferRow',
            constraint=CheckConstraint(check='per_member_limit > 0', name='offers_per_member_limit'),
        ),
        ops.AddConstraint(
            model_name='BenefitRow',
            constraint=CheckConstraint(check="stacking IN ('EXTEND', 'PARALLEL', 'EXCLUSIVE')", name='benefits_stacking'),
        ),
        ops.AddConstraint(
            model_name='BenefitRow',
            constraint=CheckConstraint(check="delivery IN ('DIRECT', 'CODE_VAULT', 'CODE_PROVIDER', 'LINK', 'INTERNAL')", name='benefits_delivery'),
        ),
        ops.AddConstraint(
            model_name='BenefitRow',
            constraint=CheckConstraint(check="starts IN ('WHEN_GRANTED', 'ON_DELIVERY')", name='benefits_starts'),
        ),
        ops.AddConstraint(
            model_name='BenefitRow',
            constraint=CheckConstraint(check='(tier_group IS NULL) = (tier_rank IS NULL)', name='benefits_tier'),
        ),
        ops.AddConstraint(
            model_name='BenefitRow',
            constraint=CheckConstraint(check="max_ahead IS NULL OR stacking = 'EXTEND'", name='benefits_max_ahead'),
        ),
        ops.AddConstraint(
            model_name='BenefitRow',
            constraint=CheckConstraint(check='allowance IS NULL OR unit IS NOT NULL', name='benefits_allowance'),
        ),
        # Ranks may be exchanged within one transaction, so this is looked at when it ends.
        ops.RunSQL(
            """
            ALTER TABLE benefits ADD CONSTRAINT benefits_rank_of_tier EXCLUDE USING btree
                (tier_group WITH =, tier_rank WITH =) WHERE (retired_at IS NULL) DEFERRABLE INITIALLY DEFERRED
            """,
            reverse_sql="ALTER TABLE benefits DROP CONSTRAINT benefits_rank_of_tier",
        ),
        # A bundle and its first revision name each other.
        ops.RunSQL(
            """
            ALTER TABLE bundles ADD CONSTRAINT bundles_revision FOREIGN KEY (revision_id)
                REFERENCES bundle_revisions (id) DEFERRABLE INITIALLY DEFERRED
            """,
            reverse_sql="ALTER TABLE bundles DROP CONSTRAINT bundles_revision",
        ),
        # What was sold stays as it was.
        ops.RunSQL(
            """
            CREATE FUNCTION refuse_changes() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME; END $$
            """,
            reverse_sql="DROP FUNCTION refuse_changes",
        ),
        ops.RunSQL(
            """
            CREATE TRIGGER bundle_revisions_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON bundle_revisions
                FOR EACH STATEMENT EXECUTE FUNCTION refuse_changes()
            """,
            reverse_sql="DROP TRIGGER bundle_revisions_stay ON bundle_revisions",
        ),
    ]
