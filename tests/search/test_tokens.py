"""Row permission in words says the same as visible_to: for every kind, record and role."""

import pytest
from django.contrib.auth.models import AnonymousUser

from clusters.models import Company
from search.documents import DOCUMENTS

pytestmark = pytest.mark.django_db


def test_tokens_and_visible_to_let_the_same_people_see_the_same_records(samples):
    assert not differences(samples.people)


def test_so_they_do_where_companies_of_open_leads_are_confidential(samples):
    people = list(samples.people.values())
    for number, company in enumerate(Company.objects.order_by("pk")):
        company.is_confidential = True
        company.save()
        company.named_people.set(people[number % 3 :: 3])
    assert not differences(samples.people)
    names = ("promoter", "manager", "stranger")
    assert len({DOCUMENTS["lead"].visible_to(samples.people[name]).count() for name in names}) > 1


def differences(people):
    people = {**people, "nobody": AnonymousUser()}
    wrong = []
    for kind, document in DOCUMENTS.items():
        records = list(document.queryset())
        for name, user in people.items():
            held = document.tokens.of_user(user)
            by_tokens = {record.pk for record in records if held & document.tokens.of_record(record)}
            seen = set(document.visible_to(user).values_list("pk", flat=True))
            if by_tokens != seen:
                wrong.append(f"{kind} for {name}: {by_tokens ^ seen}")
    return wrong


def test_the_samples_tell_roles_apart(samples):
    """Else the test above would prove little."""
    counts = {
        kind: {len(document.visible_to(user)) for user in samples.people.values()}
        for kind, document in DOCUMENTS.items()
        if kind not in ("measure", "page")
    }
    assert all(len(each) > 1 for each in counts.values()), counts


def test_only_who_reads_numbers_may_search_by_them(samples):
    from leads.models import Contact

    contact = DOCUMENTS["contact"]
    for user in samples.people.values():
        assert contact.uncovers(user) == Contact.objects.uncovered_for(user).exists()
