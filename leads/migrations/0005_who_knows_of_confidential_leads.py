"""Owners are named on their confidential leads; companies that came with a lead are marked as such."""

from django.db import migrations


def name_owners(apps, schema_editor):
    for lead in apps.get_model("leads", "Lead").objects.filter(is_confidential=True, owner__isnull=False):
        lead.named_people.add(lead.owner_id)


def mark_companies(apps, schema_editor):
    """What was entered or imported for itself has no lead, or stands in a park, or has a project."""
    companies = apps.get_model("clusters", "Company").objects
    came = companies.filter(leads__isnull=False, park=None, projects=None).values("pk")
    companies.filter(pk__in=list(came.values_list("pk", flat=True))).update(came_with_lead=True)


class Migration(migrations.Migration):
    dependencies = [("leads", "0004_merges"), ("clusters", "0006_companies_that_came_with_leads")]

    operations = [
        migrations.RunPython(name_owners, migrations.RunPython.noop),
        migrations.RunPython(mark_companies, migrations.RunPython.noop),
    ]
