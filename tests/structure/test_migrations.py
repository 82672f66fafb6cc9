"""The database that the migrations make."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from crm.accounts.roles import Role


@pytest.mark.migrations
@pytest.mark.django_db
def test_every_migration_is_applied_and_none_is_missing(settings):
    executor = MigrationExecutor(connection)
    assert not executor.migration_plan(executor.loader.graph.leaf_nodes())
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.django_db
def test_the_roles_are_there_after_migrating(django_user_model):
    from django.contrib.auth.models import Group

    assert set(Group.objects.values_list("name", flat=True)) >= set(Role.values)


@pytest.mark.postgres
@pytest.mark.django_db
def test_postgresql_is_the_version_the_project_supports():
    assert connection.pg_version >= 150000
