"""Milestones and observations can be withdrawn: a last revision says so, and the database keeps that, too."""

from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from crm.common.triggers import keep_rows, let_go

REVISED = ["state", "is_current", "verified_by_id", "verified_at"]
FACTS = ["milestone", "observation"]


def withdrawn(name: str) -> list[Operation]:
    return [
        let_go("clusters", name, REVISED),
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
        keep_rows("clusters", name, REVISED),
    ]


class Migration(migrations.Migration):
    dependencies = [("clusters", "0012_provisions_of_measures")]
    operations = [operation for name in FACTS for operation in withdrawn(name)]
