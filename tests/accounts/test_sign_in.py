import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.urls import reverse

from crm.accounts.roles import Role
from tests.factories.accounts import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"


def sign_in(client, user, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": user.username, "password": password})


def test_signing_in_leads_home(client):
    user = UserFactory(roles=[Role.PROMOTER])
    response = sign_in(client, user)
    assert response.status_code == 302
    assert client.get(response.url).url == "/office/"


def test_partners_land_on_their_own_pages(client):
    user = UserFactory(roles=[Role.PARTNER], organisation=OrganisationFactory())
    assert client.get(sign_in(client, user).url).url == "/partner/"


def test_failures_lock_the_account_for_a_while(client, settings):
    settings.AXES_FAILURE_LIMIT = 3
    user = UserFactory(roles=[Role.PROMOTER])
    statuses = [sign_in(client, user, "wrong").status_code for _ in range(3)]
    assert statuses[-1] == 429
    assert sign_in(client, user).status_code == 429
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up(client):
    response = client.post("/accounts/signup/", {"username": "x", "password1": PASSWORD, "password2": PASSWORD})
    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


def test_staff_can_be_required_to_use_a_second_factor(client, settings):
    settings.SECOND_FACTOR_REQUIRED = ["staff"]
    sign_in(client, UserFactory(roles=[Role.MANAGER]))
    assert client.get("/office/").url == reverse("mfa_activate_totp")


def test_the_api_is_no_way_around_the_second_factor(client, settings):
    settings.SECOND_FACTOR_REQUIRED = ["staff"]
    sign_in(client, UserFactory(roles=[Role.MANAGER]))
    answer = client.get("/api/v1/leads/")
    assert (answer.status_code, answer.json()["code"]) == (403, "second_factor")


def test_partners_are_asked_only_if_told_so(client, settings):
    settings.SECOND_FACTOR_REQUIRED = ["staff"]
    partner = UserFactory(roles=[Role.PARTNER], organisation=OrganisationFactory())
    sign_in(client, partner)
    response = client.get("/partner/")
    assert getattr(response, "url", "") != reverse("mfa_activate_totp")


def test_the_second_factor_is_asked_for(client):
    user = UserFactory(roles=[Role.MANAGER])
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    response = sign_in(client, user)
    assert response.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time

    counter = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value(secret, counter))
    client.post(response.url, {"code": code})
    assert client.session["_auth_user_id"] == str(user.pk)
