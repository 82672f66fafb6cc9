"""Opportunities on the portal: published ones only, what is not given says so, narrowed with true counts."""

import json
import re
from datetime import date

import pytest

from clusters.models import Cluster, Measure, Opportunity, Park, Segment
from cms.search import opportunity_urls
from tests.factories.clusters import ParcelFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal")]
LIST = "/zh-hans/opportunities/"


@pytest.fixture
def foil():
    """One that tells all, with a site that is public and one that is not."""
    copper, yundian = Cluster.objects.get(code="copper"), Park.objects.get(code="yundian")
    opportunity = Opportunity(
        code="foil", title="电子铜箔项目", title_en="Electronic copper foil", cluster=copper, park=yundian,
        stage="open",
        segment=Segment.objects.filter(cluster=copper).first(), scale="年产 2 万吨", scale_en="20,000 t a year",
        investment_fen=35_000_000_000, text="寻求铜箔生产企业", text_en="A maker of foil is sought.",
        decision_on=date(2027, 3, 31), desk="投资促进局", desk_en="Investment bureau", desk_phone="0878-0000000",
        source="测试来源", is_public=True,
    )  # fmt: skip
    opportunity.save_by(None)
    opportunity.parcels.set([ParcelFactory(code="CX-1", park=yundian, is_public=True), ParcelFactory(code="CX-2")])
    opportunity.measures.set(Measure.objects.filter(number=17))
    return opportunity


@pytest.fixture
def others():
    for code, cluster, stage in (("rod", "copper", "talks"), ("cells", "photovoltaic", "open")):
        Opportunity(
            code=code, title=f"项目{code}", cluster=Cluster.objects.get(code=cluster), stage=stage, is_public=True
        ).save_by(None)
    Opportunity(code="secret", title="不公开的项目", cluster=Cluster.objects.get(code="copper")).save_by(None)


def test_a_page_tells_all_that_is_given_in_both_languages(client, foil):
    html = client.get(f"{LIST}foil/").content.decode()
    for words in (
        "电子铜箔项目",
        "年产 2 万吨",
        "3.5亿元",
        "寻求铜箔生产企业",
        "2027年3月31日",
        "投资促进局 · 0878",
        "招商中",
    ):
        assert words in html.replace("\u202f", "").replace("3.5 亿元", "3.5亿元"), words
    assert "CX-1" in html and "CX-2" not in html
    assert "/policy/measures/17/" in html and "/policy/measures/6/" not in html
    assert "opportunity=foil" in html
    english = client.get("/en/opportunities/foil/").content.decode()
    assert "Electronic copper foil" in english and "20,000 t a year" in english and "Investment bureau" in english


def test_what_is_not_given_says_so(client, others):
    html = client.get(f"{LIST}rod/").content.decode()
    assert html.count("待确认") >= 5 and "来源待确认" in html


def test_only_published_ones_are_there(client, foil, others):
    assert client.get(f"{LIST}secret/").status_code == 404
    assert client.get(f"{LIST}nothing/").status_code == 404
    everything = "".join(client.get(address).content.decode() for address in (LIST, "/zh-hans/sitemap.xml"))
    assert "不公开的项目" not in everything and "secret" not in everything and "/opportunities/foil/" in everything
    foil.is_public = False
    foil.save_by(None)
    assert client.get(f"{LIST}foil/").status_code == 404 and "电子铜箔" not in client.get(LIST).content.decode()


def test_the_list_is_narrowed_by_cluster_and_stage_with_counts(client, foil, others):
    def choices(address):
        html = client.get(address).content.decode()
        return dict(re.findall(r'<li><a href="([^"]+)"[^>]*>[^<]* <span class="facet-count">(\d+)</span>', html)), html

    all_of_them, html = choices(LIST)
    assert all_of_them[LIST] == "3" and all_of_them[f"{LIST}?cluster=copper"] == "2"
    narrowed, html = choices(f"{LIST}?cluster=copper")
    assert "noindex" in html and "项目cells" not in html and "电子铜箔" in html
    assert narrowed[f"{LIST}?cluster=copper&amp;stage=open"] == "1"
    both, html = choices(f"{LIST}?cluster=photovoltaic&stage=talks")
    assert "没有同时符合" in html
    _choices, html = choices(f"{LIST}?cluster=<script>&stage=gold")
    assert "<script>" not in html and "电子铜箔" in html


def test_without_any_the_page_says_what_to_do(client):
    assert "不虚构项目" in client.get(LIST).content.decode()


def test_clusters_segments_measures_and_search_lead_there(client, foil):
    address = f"{LIST}foil/"
    cluster = client.get("/zh-hans/clusters/copper/").content.decode()
    assert cluster.count(address) >= 2, "the card, and the segment of the chain"
    assert address in client.get("/zh-hans/policy/measures/17/").content.decode()
    assert opportunity_urls([foil], "zh-hans") == {foil.pk: address}


def test_search_engines_are_told(client, foil):
    html = client.get(f"{LIST}foil/").content.decode()
    assert re.search(r'hreflang="en" href="http[^"]+/en/opportunities/foil/"', html)
    assert re.search(r'rel="canonical" href="http[^"]+/zh-hans/opportunities/foil/"', html)
    assert 'og:title" content="电子铜箔项目"' in html and "cms/share/copper" in html
    graph = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)[1])["@graph"]
    told = next(entry for entry in graph if entry["@type"] == "Demand")
    assert told["name"] == "电子铜箔项目" and told["validThrough"] == "2027-03-31"
    assert graph[-1]["itemListElement"][-1]["name"] == "电子铜箔项目"


def test_the_pages_ask_little_however_many_there_are(client, foil, others, django_assert_max_num_queries):
    client.get("/zh-hans/")
    for address in (LIST, f"{LIST}?cluster=copper", f"{LIST}foil/", "/zh-hans/clusters/copper/"):
        with django_assert_max_num_queries(20, info=address):
            client.get(address)
    copper = Cluster.objects.get(code="copper")
    for count in range(30):
        Opportunity(code=f"more-{count}", title=f"更多{count}", cluster=copper, is_public=True).save_by(None)
    for address in (LIST, f"{LIST}?cluster=copper", f"{LIST}foil/", "/zh-hans/clusters/copper/"):
        with django_assert_max_num_queries(20, info=address):
            client.get(address)


def test_a_change_is_seen_at_once_though_pages_are_kept(client, foil, django_capture_on_commit_callbacks):
    assert "CX-1" in client.get(f"{LIST}foil/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        foil.parcels.clear()
    assert "CX-1" not in client.get(f"{LIST}foil/").content.decode()
