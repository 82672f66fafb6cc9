"""The tables of the embedded index as the migrations make them."""

import pytest
from django.db import connection

from search.engines.tables import table_of
from search.filters import read
from search.models import Entry
from search.rebuild import rebuild
from search.selectors import search

pytestmark = [pytest.mark.django_db, pytest.mark.migrations]


def words_held(text):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT count(*) FROM search_text WHERE search_text MATCH %s", [f'"{text}"'])
        else:
            cursor.execute("SELECT count(*) FROM search_entry WHERE words @@ %s::tsquery", [f"'{text}'"])
        return cursor.fetchone()[0]


def test_the_migrations_make_them_and_search_works_on_them(samples):
    assert table_of().exists(connection)
    rebuild()
    assert search("光伏 阶段:签约", samples.people["manager"]).total == 2
    assert read("阶段:签约").filters


def test_the_words_of_an_entry_go_with_it(samples):
    rebuild()
    assert words_held("灯盏")
    Entry.objects.filter(kind="lead").delete()
    assert not words_held("灯盏")
