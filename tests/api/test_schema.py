"""The API describes itself, without a warning."""

import pytest
from django.core.management import call_command


def test_the_schema_is_valid_without_warnings(tmp_path):
    call_command(
        "spectacular", urlconf="crm.api_urls", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yml")
    )


@pytest.mark.django_db
def test_anybody_reads_the_schema(client):
    answer = client.get("/api/v1/schema/", headers={"Accept": "application/json"})

    assert answer.status_code == 200
    assert "/api/v1/companies/" in answer.json()["paths"]
