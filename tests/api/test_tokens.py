"""Keys to the API: made by a signed-in person on a page, shown once."""

import pytest
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from crm.accounts.roles import Role

pytestmark = pytest.mark.django_db
PAGE = "/office/profile/token/"


@pytest.mark.parametrize("role", [Role.PROMOTER, Role.ADMINISTRATOR, Role.PARTNER])
def test_a_person_makes_a_token_and_programs_use_it(client_for, role):
    client = client_for(role)

    shown = client.post(PAGE, {"action": "create"})

    key = Token.objects.get(user=client.user).key
    assert key in shown.content.decode()
    assert shown.headers["Cache-Control"] == "no-store"
    assert key not in client.get(PAGE).content.decode()
    program = APIClient(headers={"Authorization": f"Token {key}"})
    assert program.get("/api/v1/companies/").status_code == (200 if role == Role.PROMOTER else 403)


def test_a_new_token_ends_the_former_and_it_can_be_ended(client_for):
    client = client_for(Role.PROMOTER)
    client.post(PAGE, {"action": "create"})
    first = Token.objects.get().key
    client.post(PAGE, {"action": "create"})

    assert APIClient(headers={"Authorization": f"Token {first}"}).get("/api/v1/companies/").status_code == 401
    client.post(PAGE, {"action": "end"})
    assert not Token.objects.exists()


def test_nobody_signed_out_makes_one(client):
    assert client.post(PAGE, {"action": "create"}).status_code == 302
    assert not Token.objects.exists()
