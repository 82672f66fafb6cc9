import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.accounts.tokens import token_create
from crm.audit.models import Access
from crm.audit.selectors import changes_of
from crm.audit.services import access_log
from crm.common.errors import RuleError
from crm.office.administration import services
from crm.office.models import OutboxMessage
from tests.factories.accounts import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return UserFactory(roles=[Role.ADMINISTRATOR], full_name="管理员")


@pytest.fixture
def admin_client(client, administrator):
    client.force_login(administrator)
    return client


def account_answers(**changes):
    return {"username": "new", "full_name": "新人", "roles": ["promoter"], "version": "1", **changes}


def test_an_account_is_made_with_a_password_shown_once(admin_client):
    response = admin_client.post(reverse("office:account_new"), account_answers(), follow=True)
    user = User.objects.get(username="new")
    assert user.has_role(Role.PROMOTER)
    shown = next(str(message) for message in response.context["messages"] if "新人" in str(message))
    assert any(user.check_password(word) for word in shown.replace("：", " ").split())
    assert user.history.first().history_user.full_name == "管理员"


def test_changed_roles_stand_in_history(administrator):
    user = UserFactory(roles=[Role.PROMOTER])
    services.account_change(user=user, roles=["manager"], actor=administrator)
    assert User.objects.get(pk=user.pk).has_role(Role.MANAGER)
    assert "→" in changes_of(user)[0].reason


@pytest.mark.parametrize(
    ("roles", "kind", "code"),
    [
        ([], None, "no_role"),
        (["partner"], None, "partner"),
        (["partner", "manager"], "partner", "partner"),
        (["department"], "partner", "department"),
    ],
)
def test_roles_that_do_not_fit_are_refused(administrator, roles, kind, code):
    organisation = OrganisationFactory(kind=kind) if kind else None
    with pytest.raises(RuleError) as refused:
        services.account_create(
            username="x", full_name="x", roles=roles, organisation=organisation, actor=administrator
        )
    assert refused.value.code == code
    assert not User.objects.filter(username="x").exists()


def test_a_closed_account_cannot_sign_in(admin_client, client):
    user = UserFactory(roles=[Role.PROMOTER])
    admin_client.post(reverse("office:account_active", args=[user.pk]), {"reason": "调离"})
    assert not User.objects.get(pk=user.pk).is_active
    assert changes_of(user)[0].reason == "调离"


@pytest.mark.parametrize("by", ["closing", "editing"])
def test_a_closed_account_keeps_neither_token_nor_session(administrator, client, by):
    """Nor has it them again when it is opened."""
    user, other = UserFactory(roles=[Role.PROMOTER]), UserFactory(roles=[Role.PROMOTER])
    tokens = [token_create(actor=person) for person in (user, other)]
    for person, browser in ((user, client), (other, Client())):
        person.refresh_from_db()
        browser.force_login(person)
    if by == "closing":
        services.account_set_active(user_id=user.pk, active=False, actor=administrator, reason="调离")
    else:
        user = User.objects.get(pk=user.pk)
        user.is_active = False
        services.account_change(user=user, roles=["promoter"], actor=administrator, reason="调离")
    assert changes_of(user)[0].reason == "调离 已停用 API 令牌 已退出所有登录"
    services.account_set_active(user_id=user.pk, active=True, actor=administrator)
    asked = [Client().get("/api/v1/leads/", headers={"Authorization": f"Token {token}"}) for token in tokens]
    assert [answer.status_code for answer in asked] == [401, 200]
    assert client.get(reverse("office:profile")).status_code == 302 and Session.objects.count() == 1


def test_nobody_closes_himself_or_the_last_administrator(administrator):
    with pytest.raises(RuleError):
        services.account_set_active(user_id=administrator.pk, active=False, actor=administrator)
    with pytest.raises(RuleError):
        services.account_change(user=administrator, roles=["promoter"], actor=administrator)


def test_somebody_locked_out_is_let_in_again(admin_client):
    user = UserFactory(roles=[Role.PROMOTER])
    AccessAttempt.objects.create(username=user.username, ip_address="127.0.0.1", failures_since_start=9)
    admin_client.post(reverse("office:account_let_in", args=[user.pk]), {"password": "on"})
    assert not AccessAttempt.objects.filter(username=user.username).exists()
    assert not User.objects.get(pk=user.pk).check_password("correct horse battery")


@pytest.mark.parametrize("name", ["accounts", "account_new", "outbox"])
@pytest.mark.parametrize("role", [Role.MANAGER, Role.AUDITOR, Role.PARTNER])
def test_others_do_not_keep_accounts(client, name, role):
    client.force_login(UserFactory(roles=[role]))
    assert client.get(reverse(f"office:{name}")).status_code == 403


def test_the_administrator_starts_a_failed_message_again(admin_client):
    message = OutboxMessage.objects.create(kind="mail", state="failed", attempts=7, error="x", payload={"to": []})
    assert "x" in admin_client.get(reverse("office:outbox")).content.decode()
    admin_client.post(reverse("office:outbox_retry", args=[message.pk]))
    message.refresh_from_db()
    assert message.attempts < 7


def test_the_auditor_reads_all_accesses_and_others_their_own(client):
    mine, auditor = UserFactory(roles=[Role.PROMOTER]), UserFactory(roles=[Role.AUDITOR])
    for user in (mine, UserFactory()):
        access_log(kind=Access.Kind.EXPORT, actor=user, subject="线索", filters={"stage": ["clue"]}, count=3)
    client.force_login(auditor)
    assert client.get(reverse("office:access")).context["total"] == 2
    client.force_login(mine)
    assert client.get(reverse("office:access")).context["total"] == 1


def test_the_list_of_accounts_asks_the_same_number_of_queries_for_more_people(
    admin_client, django_assert_max_num_queries
):
    for size in (3, 30):
        for _ in range(size):
            UserFactory(roles=[Role.PROMOTER])
        with django_assert_max_num_queries(12):
            assert admin_client.get(reverse("office:accounts")).status_code == 200
