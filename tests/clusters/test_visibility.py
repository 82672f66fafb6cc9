"""Which rows of the base each role may know of."""

import pytest

from clusters.models import Building, Cluster, Company, Measure, Milestone, Observation, Opportunity, Parcel, Project
from crm.accounts.roles import STAFF_ROLES, Role
from tests.factories.clusters import (
    BuildingFactory,
    CompanyFactory,
    MilestoneFactory,
    ObservationFactory,
    OpportunityFactory,
    ParcelFactory,
    ProjectFactory,
)

pytestmark = pytest.mark.django_db
OTHERS = [role for role in Role if role not in STAFF_ROLES]


class Nobody:
    is_authenticated = False
    pk = None


@pytest.fixture
def world():
    MilestoneFactory(), ObservationFactory()
    hidden = ProjectFactory(is_confidential=True, company=CompanyFactory(is_confidential=True))
    MilestoneFactory(project=hidden), ObservationFactory(project=hidden)
    return hidden


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_staff_see_all_but_what_is_confidential(world, user_for, role):
    user = user_for(role)

    assert world not in Project.objects.visible_to(user)
    assert world.company not in Company.objects.visible_to(user)
    assert not Milestone.objects.visible_to(user).filter(project=world).exists()
    assert not Observation.objects.visible_to(user).filter(project=world).exists()
    assert [model.objects.visible_to(user).count() for model in (Project, Milestone, Observation)] == [2, 1, 1]


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_people_named_on_it_see_what_is_confidential(world, user_for, role):
    user = user_for(role)
    world.named_people.add(user)
    world.company.named_people.add(user)

    assert world in Project.objects.visible_to(user)
    assert world.company in Company.objects.visible_to(user)
    assert Observation.objects.visible_to(user).filter(project=world).exists()


@pytest.mark.parametrize("role", OTHERS)
def test_others_see_no_company_and_no_project_even_when_named(world, user_for, role):
    user = user_for(role)
    world.named_people.add(user)

    assert not any(model.objects.visible_to(user).exists() for model in (Company, Project, Milestone, Observation))


def test_anybody_sees_what_the_zone_shows_in_public():
    for factory in (ParcelFactory, BuildingFactory, OpportunityFactory):
        factory(is_public=True), factory(is_public=False)

    assert [model.objects.visible_to(Nobody()).count() for model in (Parcel, Building, Opportunity)] == [1, 1, 1]
    assert Cluster.objects.visible_to(Nobody()).count() == Cluster.objects.count()
    assert Measure.objects.visible_to(Nobody()).count() == 23
    assert not Project.objects.visible_to(Nobody()).exists()
