"""What an index could not take in is kept with its error, apart from what waits."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0003_fields_and_words"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="change",
            options={
                "verbose_name": "change for the search index",
                "verbose_name_plural": "changes for the search index",
            },
        ),
        migrations.AddField(
            model_name="change",
            name="error",
            field=models.TextField(blank=True, verbose_name="error"),
        ),
        migrations.AddField(
            model_name="change",
            name="failed_at",
            field=models.DateTimeField(null=True, verbose_name="failed"),
        ),
    ]
