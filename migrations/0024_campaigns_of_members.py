from tortoise import migrations
from tortoise.migrations import operations as ops
from orjson import loads
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('hub', '0023_refunded_orders')]

    initial = False

    operations = [
        ops.AddField(
            model_name='CampaignRow',
            name='pinned',
            field=fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads),
        ),
        ops.AddIndex(
            model_name='ParticipantRow',
            index=Index(fields=['member_id'], name='participants_member'),
        ),
        ops.AddIndex(
            model_name='RedemptionRow',
            index=Index(fields=['member_id'], name='redemptions_of_member'),
        ),
    ]
