"""What the index holds of a record is fetched with it."""

import pytest
from django.conf import settings
from django.utils import translation

from search.documents import DOCUMENTS
from search.engines.elasticsearch import source_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", sorted(DOCUMENTS.keys() - {"page"}))  # a page is read from its blocks
def test_a_document_asks_the_database_for_nothing_more(kind, samples, django_assert_num_queries):
    """A field that a value reads and does not name would be asked for once a record."""
    document = DOCUMENTS[kind]
    records = list(document.queryset())
    assert records
    with translation.override(settings.LANGUAGE_CODE), django_assert_num_queries(0):
        for record in records:
            source_of(document, record)
