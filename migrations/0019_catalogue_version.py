from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('hub', '0018_test_clock')]

    initial = False

    operations = [
        ops.CreateModel(
            name='CatalogueVersionRow',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('version', fields.UUIDField()),
            ],
            options={'table': 'catalogue_version', 'app': 'hub', 'pk_attr': 'id', 'table_description': 'The one row that says which catalogue this is: triggers give it a new version whenever an entry changes.'},
            bases=['Model'],
        ),
        ops.RunSQL(
            'CREATE FUNCTION note_catalogue_version() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN'
            ' INSERT INTO catalogue_version (id, version) VALUES (1, gen_random_uuid())'
            ' ON CONFLICT (id) DO UPDATE SET version = excluded.version; RETURN NULL; END $$',
            reverse_sql='DROP FUNCTION note_catalogue_version()',
        ),
        *(
            ops.RunSQL(
                f'CREATE TRIGGER {table}_version AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}'
                ' FOR EACH STATEMENT EXECUTE FUNCTION note_catalogue_version()',
                reverse_sql=f'DROP TRIGGER {table}_version ON {table}',
            )
            for table in ('providers', 'categories', 'benefits', 'bundles', 'offers')
        ),
    ]
