"""Keys to the API: made by a signed-in person on a page, shown once, kept as digests."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from knox.models import AuthToken
from rest_framework.test import APIClient

from crm.accounts.roles import Role
from crm.accounts.tokens import token_create
from tests.factories.accounts import person

pytestmark = pytest.mark.django_db
PAGE = "/office/profile/token/"


def asked_with(token: str) -> int:
    return APIClient(headers={"Authorization": f"Token {token}"}).get("/api/v1/companies/").status_code


@pytest.mark.parametrize("role", [Role.PROMOTER, Role.ADMINISTRATOR, Role.PARTNER])
def test_a_person_makes_a_token_and_programs_use_it(client_for, role):
    client = client_for(role)

    shown = client.post(PAGE, {"action": "create"})

    token = shown.context["key"]
    assert len(token) == 64 and token in shown.content.decode()
    assert shown.headers["Cache-Control"] == "no-store"
    assert token not in client.get(PAGE).content.decode()
    assert asked_with(token) == (200 if role == Role.PROMOTER else 403)


def test_what_the_database_keeps_opens_nothing(client_for):
    user = client_for(Role.PROMOTER).user
    token_create(actor=user)
    kept = AuthToken.objects.get()

    assert [asked_with(each) for each in (kept.digest, kept.token_key)] == [401, 401]


def test_a_new_token_ends_the_former_and_it_can_be_ended(client_for):
    client = client_for(Role.PROMOTER)
    first = client.post(PAGE, {"action": "create"}).context["key"]
    client.post(PAGE, {"action": "create"})

    assert asked_with(first) == 401
    client.post(PAGE, {"action": "end"})
    assert not AuthToken.objects.exists()


def test_making_and_ending_leave_a_trace(client_for):
    client = client_for(Role.PROMOTER)
    for action in ("create", "end"):
        client.post(PAGE, {"action": action})

    history = client.user.history.order_by("-history_id")[:2]
    assert [each.history_user for each in history] == [client.user, client.user]
    assert [each.history_change_reason for each in history] == ["已停用 API 令牌", "已生成 API 令牌"]


def test_it_ends_by_itself(client_for):
    client = client_for(Role.PROMOTER)
    token = client.post(PAGE, {"action": "create"}).context["key"]
    assert AuthToken.objects.get().expiry - timezone.now() > timedelta(days=364)

    AuthToken.objects.update(expiry=timezone.now())
    assert asked_with(token) == 401


@pytest.mark.parametrize("act", ["account_active", "account_let_in"])
def test_it_ends_with_the_account_and_with_a_new_password(client_for, act):
    user = person(Role.PROMOTER)
    token = token_create(actor=user)
    assert asked_with(token) == 200

    client_for(Role.ADMINISTRATOR).post(reverse(f"office:{act}", args=[user.pk]), {"reason": "调离", "password": "on"})

    assert asked_with(token) == 401
    assert not AuthToken.objects.exists()


@pytest.mark.parametrize("token", ["x", "ÿ" * 20, "a\x00" * 20, "0" * 10_000])
def test_what_is_no_token_is_refused(token):
    asked = APIClient().get("/api/v1/companies/", HTTP_AUTHORIZATION=f"Token {token}")
    assert asked.status_code == 401


def test_nobody_signed_out_makes_one(client):
    assert client.post(PAGE, {"action": "create"}).status_code == 302
    assert not AuthToken.objects.exists()


def test_tokens_that_were_kept_in_clear_go_on_as_digests():
    user, former = person(Role.PROMOTER), "9944b09199c62bcf9418ad846dd0e4bbdfc6ee4b"
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE authtoken_token (key varchar(40) PRIMARY KEY, created timestamp, user_id bigint)")
        cursor.execute("INSERT INTO authtoken_token (key, user_id) VALUES (%s, %s)", [former, user.pk])

    migration = import_module("crm.accounts.migrations.0002_tokens_as_digests")
    migration.keep_digests(apps, connection.schema_editor())

    assert asked_with(former) == 200
    assert former not in str(AuthToken.objects.values())
    assert "authtoken_token" not in connection.introspection.table_names()
