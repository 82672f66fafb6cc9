from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("office", "0005_bulk_changes")]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="kind",
            field=models.CharField(blank=True, default="", max_length=40),
            preserve_default=False,
        ),
    ]
