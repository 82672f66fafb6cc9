"""Posted lines, effective versions, facts and answers are kept by the database itself."""

from django.db import migrations

from clusters.enclaves.triggers import REFUSALS, refuse
from crm.common.triggers import keep_rows

# What happens to a revision later: it is submitted, verified, superseded.
REVISED = ["state", "is_current", "verified_by_id", "verified_at"]
FACTS = ["contribution", "shareholding", "outlay", "incentive", "retainedrate"]


class Migration(migrations.Migration):
    dependencies = [("enclaves", "0001_initial")]
    operations = [
        *(keep_rows("enclaves", name, REVISED) for name in FACTS),
        keep_rows("enclaves", "lineanswer", []),
        keep_rows("enclaves", "statement", []),
        refuse(REFUSALS),
    ]
