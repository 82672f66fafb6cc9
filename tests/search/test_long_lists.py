"""Where much is found, the page comes from the first candidates; it is the page that all of it would give."""

from datetime import timedelta

import pytest
from django.utils import timezone

from leads.models import Lead
from search.documents import DOCUMENTS
from search.engines import Request, embedded
from search.queries import Level, parse
from search.rebuild import rebuild
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db
MANY = 2 * embedded.CANDIDATES + 100  # enough are left to be tried when the first are hidden


@pytest.fixture
def many(samples):
    """Leads of one company, each a minute older than the one before; the manager's own is the oldest."""
    one = LeadFactory(name="储能电池项目", company=samples["c_pv"], code="XS-LONG-0")
    given = {
        field.attname: getattr(one, field.attname) for field in Lead._meta.concrete_fields if not field.primary_key
    }
    rows = [Lead(**given | {"code": f"XS-LONG-{number}"}) for number in range(1, MANY)]
    Lead.objects.bulk_create(rows)
    now = timezone.now()
    leads = list(Lead.objects.filter(code__startswith="XS-LONG").order_by("pk"))
    for age, lead in enumerate(leads):
        lead.updated_at = now - timedelta(minutes=age)
    Lead.objects.bulk_update(leads, ["updated_at"], batch_size=200)
    return leads


def asked(user, offset=0, text="储能"):
    return Request(parse(text), user, tuple(DOCUMENTS), offset=offset)


def pks(hits):
    return [hit.object_id for hit in hits]


def test_the_first_pages_follow_the_order_of_all(many, samples):
    Lead.objects.filter(pk=many[-1].pk).update(owner=samples.people["manager"])
    rebuild()
    manager = samples.people["manager"]
    expected = [many[-1].pk, *(lead.pk for lead in many[:-1])]
    for offset in (0, 20, 60, 100, 500):
        found = embedded.search(asked(manager, offset))
        assert found.total == MANY and pks(found.hits) == expected[offset : offset + 20]


def test_hidden_ones_among_the_first_leave_no_gap(many, samples):
    """Every other one is confidential, and then all of the first candidates: the page is full, of others."""
    rebuild()
    leader = samples.people["leader"]
    Lead.objects.filter(pk__in=[lead.pk for lead in many[::2]][:90]).update(is_confidential=True)
    seen = [lead.pk for lead in many if lead not in many[:180:2]]
    assert embedded.candidates(asked(leader), Level.TITLE) == [("lead", pk) for pk in seen[:20]]
    assert pks(embedded.search(asked(leader)).hits) == seen[:20]

    Lead.objects.filter(pk__in=[lead.pk for lead in many[: embedded.CANDIDATES]]).update(is_confidential=True)
    assert embedded.candidates(asked(leader), Level.TITLE) == []
    found = embedded.search(asked(leader))
    assert found.total == MANY - embedded.CANDIDATES
    assert pks(found.hits) == [lead.pk for lead in many[embedded.CANDIDATES :][:20]]
