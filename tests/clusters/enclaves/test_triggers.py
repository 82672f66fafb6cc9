"""The database itself refuses, in raw SQL, what must never change."""

import pytest
from django.db import DatabaseError, connection, transaction

from clusters.enclaves.services import (
    floor_save,
    settlement_lock,
    version_draft,
    version_make_effective,
    version_review,
)
from tests.factories.enclaves import Parties

pytestmark = [pytest.mark.django_db, pytest.mark.migrations]


def refuse(sql: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def locked(parties: Parties):
    """Of a year in which a version with a yearly minimum held."""
    agreement = parties.agreement
    draft = version_draft(agreement=agreement, effective_year=2022, actor=parties.computing)
    origin, host = agreement.parties.order_by("order")
    floor_save(version=draft, party=origin, payer=host, amount_fen=100, actor=parties.computing)
    version_review(version=draft, actor=parties.computing)
    version_make_effective(version=draft, actor=parties.confirming)
    settlement = parties.confirm(parties.issued())
    return settlement_lock(settlement=settlement, actor=parties.confirming)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE enclaves_settlementline SET amount = amount + 1",
        "UPDATE enclaves_settlementline SET hash = 'x'",
        "DELETE FROM enclaves_settlementline",
        "UPDATE enclaves_settlement SET state = 'issued'",
        "DELETE FROM enclaves_settlement",
        "UPDATE enclaves_lineanswer SET answer = 'dispute', text = 'x'",
        "DELETE FROM enclaves_statement",
        "UPDATE enclaves_agreementversion SET effective_year = 2030",
        "DELETE FROM enclaves_agreementversion",
        "UPDATE enclaves_sharingrule SET bands = '[]'",
        "DELETE FROM enclaves_sharingrule",
        "UPDATE enclaves_sharingrule SET agreement_version_id = agreement_version_id",
        "UPDATE enclaves_floorrule SET amount_fen = amount_fen + 1",
        "DELETE FROM enclaves_floorrule",
    ],
)
def test_posted_and_effective_rows_stay_as_they_are(locked, sql):
    refuse(sql)


def test_no_line_is_added_to_what_is_locked(locked):
    columns = (
        "settlement_id, round, number, book, rule_code, party_id, kind, segment, state, amount, unit, "
        "is_estimated, reasons, trace, about_year, previous_hash, hash"
    )
    refuse(
        f"INSERT INTO enclaves_settlementline ({columns}) SELECT settlement_id, round, 99, book, rule_code, party_id, "
        "kind, segment, state, 1, unit, is_estimated, reasons, trace, about_year, '', '' "
        "FROM enclaves_settlementline WHERE number = 1"
    )


def test_no_rule_is_added_to_an_effective_version(parties):
    version = parties.agreement.versions.get()
    rule = version.rules.get()
    rule.pk, rule.code = None, "more"
    with pytest.raises(DatabaseError), transaction.atomic():
        rule.save(force_insert=True)


def test_what_is_only_computed_may_change(parties):
    settlement = parties.computed()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE enclaves_settlementline SET amount = amount + 1")
    settlement.lines.all().delete()


@pytest.mark.postgres
@pytest.mark.parametrize(
    "table",
    [
        "enclaves_settlementline",
        "enclaves_settlement",
        "enclaves_statement",
        "enclaves_agreementversion",
        "enclaves_sharingrule",
        "clusters_observation",
        "clusters_milestone",
    ],
)
def test_kept_tables_are_not_truncated(locked, table):
    with pytest.raises(DatabaseError, match="kept as they are"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {table} CASCADE")


@pytest.mark.postgres
def test_an_empty_table_may_be_truncated(db):
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE enclaves_outlay")


@pytest.mark.django_db(transaction=True)
def test_kept_tables_can_be_emptied_between_tests(locked):
    assert locked.is_locked


@pytest.mark.django_db(transaction=True)
def test_they_refuse_again_afterwards(locked):
    refuse("DELETE FROM enclaves_settlementline")
    if connection.vendor == "postgresql":
        refuse("TRUNCATE enclaves_settlementline CASCADE")
