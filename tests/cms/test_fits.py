"""What fits me: answers in the address, the policy's own words behind each result, and on to an enquiry."""

import html as markup
import re

import pytest

from clusters.models import Cluster, Opportunity, Park, Provision
from tests.factories.clusters import ParcelFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal")]
PAGE = "/zh-hans/fits/"
COPPER = {"cluster": "copper", "origin": "jiading", "investment": "3.5", "investment_unit": "亿元", "land": "100",
          "land_unit": "亩", "power": "5000", "jobs": "120"}  # fmt: skip


def read(client, **answers):
    response = client.get(PAGE, answers)
    assert response.status_code == 200
    return response.content.decode()


def test_without_answers_it_says_what_one_gets_and_is_kept_by_caches(client):
    response = client.get(PAGE)
    html = response.content.decode()
    assert "provision-quote" not in html and "noindex" not in html
    assert "public" in response.headers["Cache-Control"] and not response.cookies


def test_each_measure_comes_with_its_words_and_why(client):
    html = read(client, **COPPER)
    assert (
        "用电重点保障" in html and "对光伏新材料、绿色铜新材料和绿色化工等主导产业重点工业企业用电给予重点保障" in html
    )
    assert "/zh-hans/policy/measures/17/" in html and "noindex" in html
    assert "待确认：“重点工业企业”的标准" in html
    assert "目标值待确认" in html.replace("具体", ""), "the province's target is not invented"
    applies = html.split('id="group-applies"')[1].split('id="group-')[0]
    assert "推动高新区与上海嘉定、张江和江苏宿迁" in applies and "重点打造的产业基地" in applies
    assert "新兴产业集群" not in applies
    assert "fits-not" in html and "仅适用于以下产业" in html


def test_an_answer_that_lacks_is_named(client):
    html = read(client, land="10")
    asks = html.split('id="group-ask"')[1]
    assert "适用于以下产业" in asks and "适用于以下来源地" in asks


def test_answers_can_be_changed_kept_and_sent(client):
    html = read(client, **COPPER)
    assert 'value="3.5"' in html and '<option value="copper" selected>' in html
    kept = re.search(r'class="keep-link" href="([^"]+)"', html)[1]
    assert client.get(markup.unescape(kept)).content.decode().count("provision-quote") == html.count("provision-quote")
    onward = markup.unescape(re.search(r'href="(/zh-hans/enquiry/\?[^"]+)"', html)[1])
    form = client.get(onward).content.decode()
    assert "来源地" in form and "120" in form and '<option value="copper" selected>' in form
    english = re.search(r'hreflang="en" href="(/en/fits/[^"]+)"', html)
    assert english and "cluster=copper" in english[1]


def test_sites_and_opportunities_that_are_public_come_along(client):
    copper, yundian = Cluster.objects.get(code="copper"), Park.objects.get(code="yundian")
    for code, shown in (("CX-1", True), ("CX-2", False)):
        ParcelFactory(code=code, park=yundian, area_sqm=70_000, is_public=shown)
    for code, shown in (("foil", True), ("secret", False)):
        Opportunity(code=code, title=f"机会{code}", cluster=copper, is_public=shown).save_by(None)
    html = read(client, **COPPER)
    assert "CX-1" in html and "CX-2" not in html and "机会foil" in html and "机会secret" not in html
    assert "/zh-hans/sites/land/CX-1/" in html
    assert "机会foil" not in read(client, cluster="food")


BAD = [
    ("investment", "很多"), ("investment", "-1"), ("land", "1e400"), ("land", "x" * 50), ("floor", "<script>"),
    ("power", "🌞"), ("energy", "NaN"), ("jobs", "1.5"), ("jobs", "9" * 30), ("cluster", "gold"), ("origin", "moon"),
    ("land_unit", "acre"), ("investment_unit", "gold"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), BAD)
def test_bad_answers_are_named_and_kept(client, name, value):
    html = read(client, **{**COPPER, name: value})
    assert f'href="#id_{name}"' in html and "provision-quote" not in html
    assert "<script>" not in html and 'value="120"' in html or name == "jobs"


def test_a_zero_byte_hurts_nothing(client):
    assert client.get(PAGE + "?cluster=copper%00&jobs=%00").status_code == 200


def test_a_provision_that_staff_hide_or_change_is_seen_at_once(client):
    row = Provision.objects.get(code="18-one-seal")
    assert row.quote in read(client, jobs="1")
    row.is_public = False
    row.save_by(None)
    assert row.quote not in read(client, jobs="1")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_it_asks_little(client, language, django_assert_max_num_queries):
    client.get(f"/{language}/")
    for query in ("", "?cluster=copper&land=100", "?cluster=copper&land=100&floor=500&power=5000&origin=jiading"):
        with django_assert_max_num_queries(20, info=query):
            client.get(f"/{language}/fits/{query}")
