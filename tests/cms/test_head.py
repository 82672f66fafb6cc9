"""What a page says of itself to search engines, feed readers and those who share it."""

import json
import re

import pytest
from django.contrib.staticfiles import finders

from cms.models import NewsIndexPage, NewsPage
from cms.templatetags.portal import SHARED_CLUSTERS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal")]


def told(client, address):
    html = client.get(address).content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    return {entry["@type"]: entry for entry in json.loads(found[1])["@graph"]}


def add_news(language, title, **fields):
    index = NewsIndexPage.objects.get(locale__language_code=language)
    news = NewsPage(title=title, slug="first", standfirst="一句话。", locale=index.locale, **fields)
    index.add_child(instance=news)
    news.save_revision().publish()
    return news


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_names_the_zone_and_its_place(client, language):
    assert "GovernmentOrganization" in told(client, f"/{language}/")
    graph = told(client, f"/{language}/policy/measures/19/")
    steps = graph["BreadcrumbList"]["itemListElement"]
    assert [step["position"] for step in steps] == [1, 2, 3]
    assert steps[-1]["item"].endswith(f"/{language}/policy/measures/19/")
    assert graph["Legislation"]["isPartOf"]["legislationIdentifier"] == "楚办发〔2023〕7号"
    assert graph["Legislation"]["legislationDate"] == "2023-08-31"


def test_a_park_is_a_place_and_claims_no_position(client):
    place = told(client, "/en/parks/yundian/")["Place"]
    assert place["name"] == "Yundian park" and "geo" not in place


def test_news_is_an_article_with_its_day(client):
    add_news("zh-hans", "</script>新闻", published_on="2026-03-02", source="测试来源")
    article = told(client, "/zh-hans/news/first/")["NewsArticle"]
    assert article["headline"] == "</script>新闻" and article["datePublished"] == "2026-03-02"


@pytest.mark.parametrize(
    "address", ["/zh-hans/", "/en/", *(f"/en/clusters/{code}/" for code in sorted(SHARED_CLUSTERS))]
)
def test_a_shared_link_has_a_picture_that_is_there(client, address):
    html = client.get(address).content.decode()
    picture = re.search(r'property="og:image" content="http://testserver/static/([^"]+)"', html)[1]
    assert finders.find(picture)
    for name in ("title", "description", "url", "locale", "image:alt"):
        assert re.search(rf'property="og:{name}" content="[^"]+"', html), name


def test_each_language_has_its_feed(client):
    add_news("zh-hans", "第一条", published_on="2026-03-02")
    chinese = client.get("/zh-hans/news/feed.xml")
    assert chinese.headers["Content-Type"].startswith("application/atom+xml")
    text = chinese.content.decode()
    assert "第一条" in text and "/zh-hans/news/first/" in text and 'xml:lang="zh-hans"' in text
    assert "第一条" not in client.get("/en/news/feed.xml").content.decode()
    assert 'href="/en/news/feed.xml"' in client.get("/en/").content.decode()


def test_what_engines_shall_not_keep_tells_them_nothing(client):
    html = client.get("/zh-hans/search/?q=铜").content.decode()
    assert "noindex" in html and "ld+json" not in html and "og:image" not in html
