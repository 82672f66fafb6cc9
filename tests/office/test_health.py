import pytest


def test_live(client):
    assert client.get("/livez").json() == {"live": True}


@pytest.mark.migrations
@pytest.mark.django_db
def test_ready(client):
    assert client.get("/readyz").json() == {"ready": True, "migrations_waiting": 0}
