"""The demo holds all the good rows of the sample workbooks, and loading it again changes nothing."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from clusters.enclaves.models import Agreement, Enrolment, Settlement
from clusters.models import Building, Company, Observation, Parcel
from clusters.selectors.evaluations import evaluate, scheme_for
from crm.accounts.models import User
from crm.accounts.roles import Role
from leads.models import Lead

pytestmark = pytest.mark.django_db


def load() -> str:
    out = StringIO()
    call_command("demo", stdout=out)
    return out.getvalue()


def counted() -> dict[str, int]:
    models = (User, Company, Parcel, Building, Lead, Agreement, Enrolment, Observation, Settlement)
    return {model.__name__: model.objects.count() for model in models}


def test_the_demo_holds_the_good_rows_and_loads_once():
    first = load()
    before = counted()
    assert {name: before[name] for name in ("Parcel", "Building", "Lead", "Agreement", "Enrolment")} == {
        "Parcel": 24,
        "Building": 24,
        "Lead": 124,
        "Agreement": 4,
        "Enrolment": 18,
    }
    assert "refused=8 warned=3" in first
    assert first.count("refused=1 ") == 2
    asking = Lead.objects.exclude(park=None)
    assert {lead.stage for lead in asking} == {"negotiation", "approval", "signed"}
    assert len({lead.park_id for lead in asking}) == 5
    again = load()
    assert counted() == before
    assert "created=" not in again and "unchanged=124" in again


def test_the_example_scheme_grades_what_the_samples_have():
    load()
    found = evaluate(scheme_for(2025), 2025, User.objects.get(username="manager"))
    assert found.scheme.code == "example" and [row.total for row in found.graded] == sorted(
        (row.total for row in found.graded), reverse=True
    )
    assert (len(found.graded), len(found.exempt), len(found.missing)) == (17, 10, 0)


def test_every_role_has_a_sign_in():
    load()
    assert {role for user in User.objects.all() for role in user.roles} == set(Role.values)


def test_the_demo_is_not_for_production(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError):
        load()
    assert not User.objects.exists()
