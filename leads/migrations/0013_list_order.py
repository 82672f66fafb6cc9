from django.conf import settings
from django.db import migrations, models

import crm.common.ordering


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("clusters", "0012_provisions_of_measures"),
        ("leads", "0012_board_order"),
        ("office", "0005_bulk_changes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="lead",
            index=crm.common.ordering.ListIndex(
                models.OrderBy(models.F("progressed_on"), descending=True, nulls_last=True),
                models.OrderBy(models.F("id"), descending=True),
                name="lead_list_order",
            ),
        ),
    ]
