from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clusters", "0013_withdrawn_facts")]

    operations = [
        migrations.AddIndex(
            model_name="company",
            index=models.Index(
                fields=["id"], name="company_confidential", condition=models.Q(("is_confidential", True))
            ),
        ),
    ]
