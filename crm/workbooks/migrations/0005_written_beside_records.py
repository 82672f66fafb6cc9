"""What rows wrote beside their records."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workbooks", "0004_imports_in_steps"),
    ]

    operations = [
        migrations.AddField(
            model_name="importrow",
            name="also_wrote",
            field=models.JSONField(editable=False, null=True),
        ),
    ]
