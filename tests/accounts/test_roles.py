import pytest
from django.contrib.auth.models import Group

from crm.accounts.models import Organisation, Team, User
from crm.accounts.roles import Role, create_groups
from tests.factories.accounts import OrganisationFactory, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_groups_are_made_once():
    create_groups()
    create_groups()
    assert set(Group.objects.values_list("name", flat=True)) >= {role.value for role in Role}


def test_roles_of_a_user():
    user = UserFactory(roles=[Role.FINANCE])
    assert user.has_role(Role.FINANCE, Role.LEADER) and not user.has_role(Role.MANAGER)
    assert user.is_staff_side and not user.is_partner


def test_partners_see_their_own_organisation_and_colleagues_only():
    mine, other = OrganisationFactory(), OrganisationFactory()
    partner = UserFactory(roles=[Role.PARTNER], organisation=mine)
    stranger = UserFactory(roles=[Role.PARTNER], organisation=other)
    TeamFactory()
    assert list(Organisation.objects.visible_to(partner)) == [mine]
    assert stranger not in User.objects.visible_to(partner)
    assert not Team.objects.visible_to(partner).exists()


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_administrators_and_auditors_are_no_business_staff(role):
    assert not UserFactory(roles=[role]).is_staff_side


def test_a_deactivated_user_has_no_role():
    user = UserFactory(roles=[Role.MANAGER], is_active=False)
    assert user.roles == frozenset()
