from datetime import date

import pytest

from clusters.models import Company, Park
from crm.accounts.models import Organisation
from crm.audit.selectors import changes_of
from crm.common import bulk
from crm.common.errors import VersionConflict
from crm.common.records import bulk_create_by, bulk_update_by
from tests.factories.accounts import OrganisationFactory, UserFactory
from tests.factories.clusters import CompanyFactory

pytestmark = pytest.mark.django_db


def test_saving_counts_versions_and_keeps_history():
    actor = UserFactory(full_name="张三")
    organisation = OrganisationFactory(name="某县")
    organisation.name = "某县产业园区"
    organisation.save_by(actor, "更名")
    assert organisation.version == 2
    newest = changes_of(organisation)[0]
    assert (newest.who, newest.reason) == ("张三", "更名")
    assert [(change.old, change.new) for change in newest.fields] == [("某县", "某县产业园区")]


def test_whoever_read_an_older_version_does_not_win():
    organisation = OrganisationFactory()
    late = Organisation.objects.get(pk=organisation.pk)
    organisation.name = "先"
    organisation.save()
    late.name = "后"
    with pytest.raises(VersionConflict) as lost:
        late.save()
    assert lost.value.record.name == "先"
    assert Organisation.objects.get(pk=organisation.pk).name == "先"


def test_saving_some_fields_checks_too():
    organisation = OrganisationFactory()
    late = Organisation.objects.get(pk=organisation.pk)
    organisation.save(update_fields=["name"])
    with pytest.raises(VersionConflict):
        late.save(update_fields=["name"])


def test_bulk_writes_leave_history():
    actor = UserFactory()
    rows = bulk_create_by(Organisation, OrganisationFactory.build_batch(3), actor, "导入")
    assert [row.history.count() for row in rows] == [1, 1, 1]
    for row in rows:
        row.name_en = "Park"
    bulk_update_by(Organisation, rows, ["name_en"], actor, "补全")
    fresh = Organisation.objects.get(pk=rows[0].pk)
    assert (fresh.version, fresh.history.count(), fresh.history.first().history_user) == (2, 2, actor)


def test_bulk_writes_keep_values_of_all_kinds_and_nothing_at_all(monkeypatch):
    monkeypatch.setattr(bulk, "KEYS_AT_ONCE", 2)
    rows = CompanyFactory.create_batch(5)
    given = {
        "founded_on": date(2020, 2, 29), "is_above_scale": True, "aliases": ["甲", {"乙": None}],
        "registered_capital_fen": 10**15, "website": "100% 的", "park_id": Park.objects.first().pk,
    }  # fmt: skip
    nothing = dict.fromkeys(given) | {"aliases": [], "website": ""}
    fields = [name.removesuffix("_id") for name in given]
    for values in (given, nothing):
        for row in rows:
            vars(row).update(values)
        assert bulk_update_by(Company, rows, fields, None) == 5
        assert list(Company.objects.values(*given)) == [values] * 5
    assert [row.history.count() for row in rows] == [3] * 5


def test_bulk_writes_take_no_older_version():
    rows = OrganisationFactory.create_batch(3)
    Organisation.objects.get(pk=rows[1].pk).save()
    with pytest.raises(VersionConflict) as lost:
        bulk_update_by(Organisation, rows, ["name"], None)
    assert lost.value.record.pk == rows[1].pk


def test_a_record_whose_history_is_missing_has_no_changes():
    organisation = OrganisationFactory()
    organisation.history.all().delete()
    assert changes_of(organisation) == []


def test_history_keeps_the_request(client):
    from structlog.contextvars import bound_contextvars

    with bound_contextvars(request_id="r-1"):
        organisation = OrganisationFactory()
    assert changes_of(organisation)[0].request_id == "r-1"
