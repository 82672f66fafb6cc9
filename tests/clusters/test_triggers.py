"""The database itself keeps milestones and observations, whoever writes to it."""

import pytest
from django.db import IntegrityError, connection, transaction

from clusters.models import Milestone, Observation
from clusters.services import facts
from crm.common.triggers import trigger_names
from tests.factories.clusters import MilestoneFactory, ObservationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.migrations]
FACTS = [
    pytest.param(ObservationFactory, {"value": 7}, id="observation"),
    pytest.param(MilestoneFactory, {"happened_on": "2020-01-01"}, id="milestone"),
]


@pytest.mark.parametrize(("factory", "change"), FACTS)
def test_refuses_to_change_a_value(factory, change):
    fact = factory()

    with pytest.raises(IntegrityError, match="kept as they are"), transaction.atomic():
        type(fact).objects.filter(pk=fact.pk).update(**change)


@pytest.mark.parametrize(("factory", "change"), FACTS)
def test_refuses_to_delete(factory, change):
    fact = factory()

    with pytest.raises(IntegrityError, match="kept as they are"), transaction.atomic():
        fact.delete()


def test_lets_a_revision_be_superseded_and_verified(finance):
    fact = ObservationFactory(state=Observation.State.SUBMITTED)

    new = facts.correct(fact=fact, actor=finance, reason="抄错", value=2)
    facts.verify(fact=new, actor=finance)

    assert list(Observation.objects.values_list("revision", "is_current", "state").order_by("revision")) == [
        (1, False, "submitted"),
        (2, True, "verified"),
    ]


@pytest.mark.parametrize("model", [Milestone, Observation])
def test_triggers_survived_every_migration(model):
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass", [table])
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
        names = {row[0] for row in cursor.fetchall()}

    assert set(trigger_names(table)) <= names


@pytest.mark.django_db(transaction=True)
def test_tables_can_be_emptied_between_tests():
    ObservationFactory()
