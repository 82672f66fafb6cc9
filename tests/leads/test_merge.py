"""Two records that were one: preview, merge, undo; a relation that nobody declared stops it."""

from decimal import Decimal
from typing import Any

import pytest
from django.http import Http404

from clusters.models import Company
from crm.accounts.roles import Role
from crm.common.errors import RuleError
from crm.office.services import attachment_add, task_add
from leads.duplicates import matches_of
from leads.merging import MOVES, RELATIONS, Relation, unknown_relations
from leads.models import Contact, Lead, Merge
from leads.services import investor_for, merge, merge_preview, merge_undo
from leads.services.merges import FILLED
from tests.factories.clusters import CompanyFactory, ProjectFactory
from tests.factories.leads import ActivityFactory, ContactFactory, EnquiryFactory, LeadFactory

CODE = "91532301MA6QEYFH70"


@pytest.mark.parametrize("model", [Company, Lead])
def test_every_relation_of_the_models_is_declared(model: Any) -> None:
    assert unknown_relations(model) == []
    for relation in RELATIONS[model]:
        assert relation.is_list or relation.model._meta.get_field(relation.field)
    assert set(FILLED[model]) <= {field.name for field in model._meta.fields}


def test_a_relation_that_is_not_known_stops_the_merge(
    manager: Any, two_leads: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, dropped = two_leads
    known = tuple(relation for relation in RELATIONS[Lead] if relation.key != "leads.activity.lead")
    monkeypatch.setitem(RELATIONS, Lead, known)
    with pytest.raises(RuleError) as error:
        merge(kind="lead", kept_id=kept.pk, dropped_id=dropped.pk, reason="同一项目", actor=manager)
    assert error.value.code == "relation" and "leads.activity.lead" in error.value.message
    assert not Merge.objects.exists()


@pytest.fixture
def two_leads(promoter: Any, pdf: Any) -> tuple[Lead, Lead]:
    company = CompanyFactory()
    kept = LeadFactory(company=company, owner=promoter, note="保留", name="年产3GW组件项目")
    dropped = LeadFactory(
        company=company, owner=promoter, note="另一条", land_sqm=Decimal(1000), first_contact_on=None, name="3GW组件"
    )
    ActivityFactory(lead=dropped)
    ContactFactory(lead=dropped)
    EnquiryFactory(lead=dropped)
    attachment_add(subject=dropped, file=pdf(), actor=promoter)
    task_add(title="回访", subject=dropped, actor=promoter)
    return kept, dropped


def owned(lead: Lead) -> dict[str, list[int]]:
    return {
        relation.key: list(relation.rows(lead).values_list("pk", flat=True))
        for relation in RELATIONS[Lead]
        if relation.how == MOVES and not relation.is_list
    }


def test_the_preview_says_what_moves_and_changes_nothing(two_leads: Any, manager: Any) -> None:
    kept, dropped = two_leads
    preview = merge_preview(kind="lead", kept_id=kept.pk, dropped_id=dropped.pk, actor=manager)
    counts = {str(line.label): line.count for line in preview.lines if line.how == MOVES}
    assert counts == {
        "活动记录": 1,
        "联系人": 1,
        "咨询": 1,
        "附件": 1,
        "任务": 1,
        "共享给": 0,
        "知悉范围": 0,
        "标签": 0,
    }
    assert [value for _label, value in preview.filled] == ["1000.00"]
    assert owned(kept) != owned(dropped) and not Merge.objects.exists()


def test_leads_become_one_and_two_again(two_leads: Any, manager: Any, client_for: Any) -> None:
    kept, dropped = two_leads
    before = owned(dropped)
    record = merge(kind="lead", kept_id=kept.pk, dropped_id=dropped.pk, reason="同一项目", actor=manager)
    kept.refresh_from_db()
    assert owned(kept) == before and not any(owned(dropped).values())
    assert (kept.land_sqm, kept.note, kept.former_codes) == (1000, "保留", [dropped.code])
    assert list(Lead.objects.visible_to(manager)) == [kept]
    assert kept.history.first().history_user == manager and record.history.count() == 1
    client = client_for(manager)
    assert client.get(dropped.get_absolute_url()).url == kept.get_absolute_url()
    page = client.get(f"{kept.get_absolute_url()}?timeline=change").content.decode()
    assert dropped.code in page
    assert [match.lead for match in matches_of(company_name=kept.company.name, project_name="", viewer=manager)] == [
        kept
    ]

    merge_undo(merge_id=record.pk, actor=manager)
    kept.refresh_from_db()
    dropped.refresh_from_db()
    assert owned(dropped) == before and not any(owned(kept).values())
    assert (kept.land_sqm, kept.former_codes, dropped.land_sqm) == (None, [], 1000)
    assert Lead.objects.visible_to(manager).count() == 2
    with pytest.raises(RuleError) as again:
        merge_undo(merge_id=record.pk, actor=manager)
    assert again.value.code == "undone"
    merge(kind="lead", kept_id=dropped.pk, dropped_id=kept.pk, reason="换个方向", actor=manager)


def test_companies_become_one_and_two_again(manager: Any) -> None:
    kept, dropped = CompanyFactory(name="彝源科技有限公司"), CompanyFactory(name="彝源新材", credit_code=CODE)
    lead, project = LeadFactory(company=dropped), ProjectFactory(company=dropped)
    contact = ContactFactory(lead=lead)
    record = merge(kind="company", kept_id=kept.pk, dropped_id=dropped.pk, reason="更名", actor=manager)
    kept.refresh_from_db()
    for row in (lead, project, contact):
        row.refresh_from_db()
        assert row.company == kept
    assert (kept.credit_code, kept.aliases) == (CODE, ["彝源新材"])
    assert investor_for(name="彝源新材", actor=manager) == kept == investor_for(name="x", credit_code=CODE)
    assert list(Company.objects.visible_to(manager)) == [kept]
    merge_undo(merge_id=record.pk, actor=manager)
    for row in (lead, project, contact, kept, dropped):
        row.refresh_from_db()
    assert (lead.company, project.company, Contact.objects.get().company) == (dropped,) * 3
    assert (kept.credit_code, dropped.credit_code, kept.aliases) == (None, CODE, [])


def test_what_is_refused(two_leads: Any, manager: Any, promoter: Any) -> None:
    kept, dropped = two_leads

    def code(kind: str = "lead", **given: Any) -> str:
        given = {"kept_id": kept.pk, "dropped_id": dropped.pk, "reason": "同一项目", "actor": manager, **given}
        with pytest.raises(RuleError) as error:
            merge(kind=kind, **given)
        return error.value.code

    assert code(actor=promoter) == "not_allowed"
    assert code(reason=" ") == "reason_missing"
    assert code(dropped_id=kept.pk) == "same"
    assert code(dropped_id=LeadFactory().pk) == "company"
    Lead.objects.filter(pk=dropped.pk).update(project=ProjectFactory())
    assert code() == "signed"
    one, other = CompanyFactory(credit_code=CODE), CompanyFactory(credit_code="91350100M000100Y43")
    assert code("company", kept_id=one.pk, dropped_id=other.pk) == "credit_code"
    secret = CompanyFactory(is_confidential=True)
    with pytest.raises(Http404):
        merge(kind="company", kept_id=one.pk, dropped_id=secret.pk, reason="x", actor=manager)
    secret.named_people.add(manager)
    assert code("company", kept_id=one.pk, dropped_id=secret.pk) == "confidential"


def test_the_pages(two_leads: Any, client_for: Any, manager: Any) -> None:
    kept, dropped = two_leads
    client = client_for(manager)
    address = f"/office/leads/{kept.pk}/merge/"
    assert dropped.code in client.get(f"{address}?other={dropped.code}").content.decode()
    first = client.post(address, {"other": dropped.code, "reason": "同一项目"})
    assert first.status_code == 200 and not Merge.objects.exists()
    text = first.content.decode()
    assert "活动记录" in text and f'name="seen" value="{dropped.pk}"' in text and "同一项目" in text
    assert all(line.count for line in first.context["lines"])  # what stays as it is needs no line
    assert client.post(address, {"other": "XS-0", "reason": "同一项目"}).status_code == 409
    done = client.post(address, {"other": dropped.code, "reason": "同一项目", "seen": dropped.pk})
    assert done.status_code == 302
    record = Merge.objects.get()
    assert f"<del>—</del> → {dropped.code}</li>" in client.get(kept.get_absolute_url()).text
    assert dropped.name in client.get("/office/leads/merges/").content.decode()
    assert client.post(f"/office/leads/merges/{record.pk}/undo/").status_code == 302
    assert Lead.objects.visible_to(manager).count() == 2
    company = CompanyFactory()
    assert client.get(f"/office/leads/companies/{company.pk}/merge/").status_code == 200
    assert client_for(Role.PROMOTER).get(address).status_code == 403


def test_a_relation_is_told_apart_from_a_list_of_people() -> None:
    assert Relation("own.named_people", MOVES, "").is_list
    assert Relation("leads.activity.lead", MOVES, "").field == "lead"


def test_a_companys_page_shows_those_that_are_called_alike(client_for):
    company = CompanyFactory(name="云南宇泽新能源科技有限公司")
    alike = CompanyFactory(name="云南雨泽新能源科技有限公司")
    secret = CompanyFactory(name="云南羽泽新能源科技有限公司", is_confidential=True)
    other = CompanyFactory(name="楚雄彝药饮片有限公司")
    client = client_for(Role.MANAGER)
    page = client.get(company.get_absolute_url()).text
    assert alike.name in page and secret.name not in page and other.name not in page
    merge = f"/office/leads/companies/{company.pk}/merge/"
    assert merge in page
    assert client.get(f"{merge}?other={alike.name}").status_code == 200
    assert merge not in client_for(Role.PROMOTER).get(company.get_absolute_url()).text
    assert "同名" not in client_for(Role.FINANCE).get(company.get_absolute_url()).text
