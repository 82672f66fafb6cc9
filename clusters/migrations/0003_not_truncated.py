"""Facts are not truncated either."""

from django.db import migrations

from crm.common.triggers import refuse_truncate


class Migration(migrations.Migration):
    dependencies = [("clusters", "0002_kept_facts")]
    operations = [refuse_truncate("clusters", "milestone", "observation")]
