"""Milestones and observations decide money: a correction is a new row, and the database keeps the old one."""

from django.db import migrations

from crm.common.triggers import keep_rows

# What happens to a revision later: it is submitted, verified, superseded.
CHANGEABLE = ["state", "is_current", "verified_by_id", "verified_at"]


class Migration(migrations.Migration):
    dependencies = [("clusters", "0001_initial")]
    operations = [
        keep_rows("clusters", "milestone", CHANGEABLE),
        keep_rows("clusters", "observation", CHANGEABLE),
    ]
