from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('hub', '0021_glances')]

    initial = False

    operations = [
        ops.AddField(
            model_name='ParticipantRow',
            name='is_held',
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.RunSQL(
            'DROP INDEX participants_due',
            reverse_sql='CREATE INDEX participants_due ON participants (due_at, id) WHERE due_at IS NOT NULL',
        ),
        ops.RunSQL(
            'CREATE INDEX participants_next ON participants (campaign_id, due_at, id) WHERE due_at IS NOT NULL',
            reverse_sql='DROP INDEX participants_next',
        ),
        ops.RunSQL('CREATE INDEX touches_lately ON touches (campaign_id, at)', reverse_sql='DROP INDEX touches_lately'),
        ops.RunSQL(
            "CREATE INDEX redemptions_released ON redemptions (settled_at) WHERE state = 'RELEASED'",
            reverse_sql='DROP INDEX redemptions_released',
        ),
    ]
