"""The API keeps what its description promises, whatever is sent to it: a light run over every operation."""

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance

from crm.accounts.roles import Role
from crm.accounts.tokens import token_create
from crm.wsgi import application
from tests.factories.clusters import MilestoneFactory, ObservationFactory, OpportunityFactory, ParcelFactory

pytestmark = pytest.mark.django_db
QUICK = settings(
    max_examples=3, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
)


@pytest.fixture
def kept_connection(db):
    """A request closes old connections when it begins and ends; the test's own must stay, as with Django's client."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def api(user_for, kept_connection):
    cache.clear()
    MilestoneFactory(), ObservationFactory(), OpportunityFactory(), ParcelFactory()
    user = user_for(Role.MANAGER)
    user.groups.add(user_for(Role.FINANCE).groups.get())
    schema = schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", application)
    return schema, {"Authorization": f"Token {token_create(actor=user)}"}


def test_every_operation_answers_as_described(api):
    """With hypothesis itself: the plugin for pytest knows this version of pytest not yet."""
    schema, headers = api
    broken = []
    for result in schema.get_all_operations():
        operation = result.ok()

        @QUICK
        @given(case=operation.as_strategy())
        def ask(case):
            case.call_and_validate(headers=headers, checks=[not_a_server_error, response_schema_conformance])

        try:
            ask()
        except (Exception, BaseExceptionGroup) as error:
            broken.append(f"{operation.label}: {error}")
    assert not broken, "\n\n".join(broken)
