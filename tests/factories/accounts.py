"""People and organisations for tests."""

from typing import Any

import factory
from django.contrib.auth.models import Group

from crm.accounts.models import Organisation, Team, User
from crm.accounts.roles import Role

PASSWORD = "correct horse battery"


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    code = factory.Sequence(lambda n: f"organisation-{n}")
    name = factory.Sequence(lambda n: f"机构{n}")
    kind = Organisation.Kind.PARTNER


class TeamFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Team

    name = factory.Sequence(lambda n: f"招商{n}科")
    organisation = factory.SubFactory(OrganisationFactory, kind=Organisation.Kind.ZONE)


class UserFactory(factory.django.DjangoModelFactory):
    """`UserFactory(roles=["promoter"])` has that role's group."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    full_name = factory.Sequence(lambda n: f"用户{n}")
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def roles(self, create: bool, extracted: list[str] | None, **kwargs: object) -> None:
        if create and extracted:
            self.groups.set(Group.objects.get_or_create(name=str(role))[0] for role in extracted)


def zone() -> Organisation:
    """The zone's own organisation, the one there is."""
    found = Organisation.objects.filter(kind=Organisation.Kind.ZONE).order_by("pk").first()
    return found or OrganisationFactory(kind=Organisation.Kind.ZONE)


def person(role: str, **fields: Any) -> User:
    """A user of this role, in an organisation of the kind that goes with it."""
    if "organisation" not in fields:
        kinds = {Role.PARTNER: Organisation.Kind.PARTNER, Role.DEPARTMENT: Organisation.Kind.DEPARTMENT}
        fields["organisation"] = OrganisationFactory(kind=kinds[role]) if role in kinds else zone()
    return UserFactory(roles=[role], **fields)
