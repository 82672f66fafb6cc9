"""The demo's people: one sign-in a role at least. All made up."""

from dataclasses import dataclass

from django.contrib.auth.models import Group

from crm.accounts.models import Organisation, Team, User
from crm.accounts.roles import Role

PASSWORD = "chuxiong-demo-2026"  # printed for everybody; the command refuses to run in production
TEAM = "招商一科"


@dataclass(frozen=True)
class Person:
    username: str
    full_name: str
    role: Role
    organisation: str = "zone"


PEOPLE = (
    Person("promoter", "专员甲", Role.PROMOTER),
    Person("promoter2", "专员乙", Role.PROMOTER),
    Person("promoter3", "专员丙", Role.PROMOTER),
    Person("manager", "李主任", Role.MANAGER),
    Person("finance", "财政统计岗一", Role.FINANCE),
    Person("finance2", "财政统计岗二", Role.FINANCE),
    Person("department", "投资促进岗", Role.DEPARTMENT, "州投资促进局"),
    Person("mouding", "牟定联络员", Role.PARTNER, "牟定县"),
    Person("dayao", "大姚联络员", Role.PARTNER, "大姚县"),
    Person("shuangbai", "双柏联络员", Role.PARTNER, "双柏县"),
    Person("jiading", "嘉定联络员", Role.PARTNER, "上海嘉定"),
    Person("editor", "门户编辑", Role.EDITOR),
    Person("leader", "分管领导", Role.LEADER),
    Person("administrator", "系统管理员", Role.ADMINISTRATOR),
    Person("auditor", "审计员", Role.AUDITOR),
)


def create_people() -> list[Person]:
    """Idempotent: who is there already keeps his password and name."""
    zone = organisation_of("zone")
    team, _created = Team.objects.get_or_create(name=TEAM, defaults={"organisation": zone})
    for person in PEOPLE:
        create_person(person, team)
    return list(PEOPLE)


def organisation_of(name: str) -> Organisation:
    """By name, or the zone itself; reference data has them all."""
    if name == "zone":
        return Organisation.objects.get(kind=Organisation.Kind.ZONE)
    return Organisation.objects.get(name=name)


def create_person(person: Person, team: Team) -> User:
    user = User.objects.filter(username=person.username).first()
    if user is None:
        user = User(
            username=person.username,
            full_name=person.full_name,
            email=f"{person.username}@example.invalid",
            organisation=organisation_of(person.organisation),
            team=team if person.role in (Role.PROMOTER, Role.MANAGER) else None,
        )
        user.set_password(PASSWORD)
        user.save()
    user.groups.add(Group.objects.get(name=person.role.value))
    return user
