from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('hub', '0024_campaigns_of_members')]

    initial = False

    operations = [
        ops.AddField(model_name='GlanceRow', name='shown', field=fields.TextField(null=True, unique=False)),
        ops.RunSQL(  # backwards: to be worked out when somebody looks, and by the next sweep
            'UPDATE glances SET shown = json_build_array('
            "benefit, status, valid_from, coverage_end, granted, remaining, next_refill, next_at, next_status) WHERE basis <> ''",
            reverse_sql="UPDATE glances SET basis = '', true_from = 'epoch', true_until = 'epoch'",
        ),
        ops.RemoveField(model_name='GlanceRow', name='coverage_end'),
        ops.RemoveField(model_name='GlanceRow', name='granted'),
        ops.RemoveField(model_name='GlanceRow', name='next_at'),
        ops.RemoveField(model_name='GlanceRow', name='next_refill'),
        ops.RemoveField(model_name='GlanceRow', name='next_status'),
        ops.RemoveField(model_name='GlanceRow', name='remaining'),
        ops.RemoveField(model_name='GlanceRow', name='status'),
        ops.RemoveField(model_name='GlanceRow', name='valid_from'),
    ]
