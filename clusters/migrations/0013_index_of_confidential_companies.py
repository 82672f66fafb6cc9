from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clusters", "0012_provisions_of_measures")]

    operations = [
        migrations.AddIndex(
            model_name="company",
            index=models.Index(
                fields=["id"], name="company_confidential", condition=models.Q(("is_confidential", True))
            ),
        ),
    ]
