"""Wagtail's own search in /cms/ finds Chinese inside longer runs: pages, images, documents."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from modelsearch.index import insert_or_update_object
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from cms.admin_search import cut, cut_question

pytestmark = pytest.mark.django_db


def test_text_is_cut_into_pairs_and_characters():
    assert cut("新材料5GW 铜") == "新材 材料 新 材 料 5gw 铜"
    assert cut_question("新材料5GW 铜") == "新材 材料 5gw 铜"


@pytest.fixture
def titled():
    from cms.models import HomePage
    from cms.setup import create_portal

    create_portal()
    found = named(HomePage.objects.first())
    for record in found:
        insert_or_update_object(record)  # as Wagtail's task does after the commit
    return found


def named(page):
    page.title = page.draft_title = "楚雄高新区光伏新材料产业园"
    page.save()
    file = get_test_image_file()
    image = get_image_model().objects.create(title="云甸片区铜箔车间全景", file=ImageFile(file.file, name="a.png"))
    document = get_document_model().objects.create(
        title="彝药饮片加工技术规范", file=ContentFile(b"%PDF", name="a.pdf")
    )
    return page, image, document


@pytest.mark.migrations
@pytest.mark.parametrize("way", ["search", "autocomplete"])
@pytest.mark.parametrize("question", ["光伏", "新材料", "產業園", "光伏 产业园", "楚雄高新区光伏新材料产业园", "园"])
def test_pages_are_found_by_any_part_of_their_title(titled, question, way):
    assert titled[0].pk in [page.pk for page in getattr(Page.objects.all(), way)(question)]


@pytest.mark.migrations
@pytest.mark.parametrize("question", ["光药", "园业", "！！", "", "半导体"])
def test_what_is_not_there_is_not_found(titled, question):
    assert titled[0].pk not in [page.pk for page in Page.objects.all().autocomplete(question)]


@pytest.mark.migrations
def test_the_pages_of_the_admin_find_them(titled, client_for, editor):
    client = client_for(editor)
    for path, question, title in (
        ("/cms/pages/search/", "光伏", titled[0].title),
        ("/cms/images/", "铜箔", titled[1].title),
        ("/cms/documents/", "饮片", titled[2].title),
    ):
        assert title in client.get(path, {"q": question}).content.decode(), path
        assert title not in client.get(path, {"q": "半导体"}).content.decode(), path
