from tortoise import migrations
from tortoise.migrations import operations as ops

class Migration(migrations.Migration):
    dependencies = [('hub', '0022_campaign_steps_held')]

    initial = False

    operations = [
        # Few among very many: whose campaigns' gifts are to be taken back.
        ops.RunSQL(
            "CREATE INDEX orders_refunded ON orders (holder_id) WHERE state = 'REFUNDED'",
            reverse_sql='DROP INDEX orders_refunded',
        ),
    ]
