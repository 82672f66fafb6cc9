"""The facts of agreements can be withdrawn, as milestones and observations can."""

from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from crm.common.triggers import keep_rows, let_go

REVISED = ["state", "is_current", "verified_by_id", "verified_at"]
FACTS = ["contribution", "incentive", "outlay", "retainedrate", "shareholding", "taxtotal"]


def withdrawn(name: str) -> list[Operation]:
    return [
        let_go("enclaves", name, REVISED),
        migrations.AddField(
            model_name=name,
            name="is_withdrawn",
            field=models.BooleanField(default=False, editable=False, verbose_name="withdrawn"),
        ),
        migrations.AddConstraint(
            model_name=name,
            constraint=models.CheckConstraint(
                condition=models.Q(("is_withdrawn", False), ("is_current", False), _connector="OR"),
                name=f"{name}_withdrawn_is_past",
            ),
        ),
        keep_rows("enclaves", name, REVISED),
    ]


class Migration(migrations.Migration):
    dependencies = [("clusters", "0013_withdrawn_facts"), ("enclaves", "0007_emission_has_a_unit")]
    operations = [operation for name in FACTS for operation in withdrawn(name)]
