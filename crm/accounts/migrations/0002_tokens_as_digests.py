import hashlib
from typing import Any

from django.conf import settings
from django.db import migrations
from django.utils import timezone

FORMER = "authtoken_token"  # the table of rest_framework.authtoken, which kept them in clear
KEY_LENGTH = 15


def keep_digests(apps: Any, schema_editor: Any) -> None:
    """Programs go on with the tokens that they have; who reads the database has them no longer."""
    connection = schema_editor.connection
    if FORMER not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT key, user_id FROM {FORMER}")
        rows = cursor.fetchall()
        cursor.execute(f"DROP TABLE {FORMER}")
    ends = timezone.now() + settings.REST_KNOX["TOKEN_TTL"]
    token = apps.get_model("knox", "AuthToken")
    for key, user_id in rows:
        digest = hashlib.sha512(key.encode()).hexdigest()
        token(digest=digest, token_key=key[:KEY_LENGTH], user_id=user_id, expiry=ends).save()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("knox", "0009_extend_authtoken_field"),
    ]

    operations = [migrations.RunPython(keep_digests, migrations.RunPython.noop)]
