"""What was posted, said, answered and entered is not truncated either."""

from django.db import migrations

from crm.common.triggers import refuse_truncate

POSTED = ("settlement", "settlementline", "statement", "lineanswer")
SAID = ("agreementversion", "sharingrule", "floorrule")
FACTS = ("contribution", "shareholding", "outlay", "incentive", "retainedrate")


class Migration(migrations.Migration):
    dependencies = [("enclaves", "0002_kept_rows")]
    operations = [refuse_truncate("enclaves", *POSTED, *SAID, *FACTS)]
