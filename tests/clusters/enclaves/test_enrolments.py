"""A list of projects enrols them by the service's rules: what was settled never moves."""

import pytest

from clusters.enclaves.models import Agreement, Enrolment
from crm.workbooks.kinds import KINDS
from crm.workbooks.plans import Plan
from crm.workbooks.services import import_file
from tests.factories.accounts import OrganisationFactory
from tests.factories.enclaves import agreement_of, tax_rule
from tests.workbooks.books import xlsx

pytestmark = pytest.mark.django_db
HEADER = ["项目代码", "项目名称", "企业名称", "协议编号", "飞出地", "飞入地", "签约日期"]
HOST = "云甸工业园区"
OUTPUT = tax_rule(code="output", book="assessment", indicator="output")


def bring(agreement: str, origin: str, code: str = "FD-2022-001") -> Plan:
    row = [code, "甲项目", "甲公司", agreement, origin, HOST, "2022-01-05"]
    return import_file(kind=KINDS["enclave_projects"], data=xlsx(HEADER, row), name="a.xlsx", actor=None)


def agreements_of(code: str = "FD-2022-001") -> set[str]:
    return set(Enrolment.objects.filter(project__code=code).values_list("agreement__code", flat=True))


def test_a_settled_project_never_moves(parties):
    parties.issued()
    other = agreement_of(code="XY-QT-2021")

    (problem,) = bring(other.code, other.parties.get(role="origin").organisation.name).all_problems

    assert problem.is_refusal
    assert parties.agreement.code in str(problem.params["why"])
    assert agreements_of() == {parties.agreement.code}


def test_it_stands_in_a_second_agreement_that_shares_other_figures(parties):
    parties.issued()
    other = agreement_of(code="XY-QT-2021", rules=[OUTPUT])
    origin = other.parties.get(role="origin").organisation.name

    assert not bring(other.code, origin).all_problems
    assert agreements_of() == {parties.agreement.code, other.code}
    assert bring(other.code, origin).counts["unchanged"] == 1  # compared with the agreement that the list names


def test_a_project_under_the_wrong_number_moves_while_nothing_was_issued(parties):
    parties.computed()
    other = agreement_of(code="XY-QT-2021")

    plan = bring(other.code, other.parties.get(role="origin").organisation.name)

    assert not plan.all_problems
    enrolment = Enrolment.objects.get(project__code="FD-2022-001")
    assert enrolment.agreement == other
    assert [row.agreement_id for row in enrolment.history.all()] == [other.pk, parties.agreement.pk]
    assert enrolment.history.first().history_change_reason


def test_an_agreement_that_the_list_opens_names_the_host_as_the_list_does(zone):
    zone.aliases = [HOST]
    zone.save_by(None)
    origin = OrganisationFactory()

    assert not bring("XY-XN-2026", origin.name, "FD-2026-001").all_problems

    agreement = Agreement.objects.get()
    host = agreement.parties.get(role="host")
    assert (host.organisation, host.name) == (zone, HOST)
    assert HOST in agreement.name
