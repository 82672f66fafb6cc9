"""People and organisations for tests."""

import factory
from django.contrib.auth.models import Group

from crm.accounts.models import Organisation, Team, User


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
    password = factory.django.Password("correct horse battery")

    @factory.post_generation
    def roles(self, create: bool, extracted: list[str] | None, **kwargs: object) -> None:
        if create and extracted:
            self.groups.set(Group.objects.get_or_create(name=str(role))[0] for role in extracted)
