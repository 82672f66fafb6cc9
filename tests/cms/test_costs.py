"""The cost calculator: published rates only, every sum opened, nothing guessed."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from clusters.models import CostRate, Park
from tests.factories.clusters import BuildingFactory, ParcelFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal")]
PAGE = "/zh-hans/costs/"
SOURCE = {"source": "测试文件〔2026〕1号", "source_en": "Test paper 1 of 2026"}


def rate(item, yuan, name="测试单价", **fields):
    told = {"name_en": "Test rate", "valid_from": date(2026, 1, 1), "is_public": True, **SOURCE, **fields}
    return CostRate.objects.create(item=item, yuan=Decimal(yuan), name=name, **told)


def text_of(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def sums(html):
    """The last cell of each line of the tables of costs, by the line's heading."""
    tables = re.findall(r"<table class=\"table costs-table\".*?</table>", html, re.S)
    found = re.findall(
        r'role="rowheader">(.*?)</th>.*?<td role="cell" class="num[^>]*>(.*?)</td>', "".join(tables), re.S
    )
    return {name.strip(): amount.strip() for name, amount in found}


class TestWithoutRates:
    def test_every_item_is_to_be_announced(self, client):
        assert text_of(client, PAGE).count("待公布") >= 12

    def test_nothing_is_reckoned(self, client):
        html = text_of(client, f"{PAGE}?power=1000&wage=3")
        assert set(sums(html).values()) == {"待公布"} and "单价待公布，未计入：供电、工资。" in html
        assert not re.search(r"\d\.\d\d</td>", html)


class TestReckoning:
    def test_every_sum_is_opened_with_its_day_and_source(self, client):
        rate("power", "0.4231")
        html = text_of(client, f"{PAGE}?power=1200000")
        assert "1,200,000 千瓦时/年 × 0.4231 元/千瓦时 = 507,720.00 元" in html
        assert "测试文件〔2026〕1号" in html and "自 2026年1月1日 起" in html.replace("\u202f", "")
        assert sums(html)["供电"] == "507,720.00"

    def test_a_total_in_part_says_what_it_leaves_out(self, client):
        rate("power", "0.5")
        html = text_of(client, f"{PAGE}?power=100&steam=5")
        assert sums(html) == {"供电": "50.00", "蒸汽": "待公布", "以上合计（部分）": "50.00"}
        assert "单价待公布，未计入：蒸汽。" in html and "未填用量，未计入：用地、标准厂房、供水、工资。" in html

    def test_land_stands_apart(self, client):
        rate("land", "120000")
        rate("building", "8.5")
        html = text_of(client, f"{PAGE}?land=2&building=100")
        assert sums(html) == {"标准厂房": "10,200.00", "以上合计（部分）": "10,200.00", "用地": "240,000.00"}

    def test_in_english(self, client):
        rate("wage", "5200")
        html = text_of(client, "/en/costs/?wage=80")
        assert "80 people × 5,200 yuan per person per month × 12 months = 4,992,000.00 yuan" in html
        assert "Test paper 1 of 2026" in html and "Left out, for you gave no quantity: Land" in html

    def test_one_of_several_rates_is_chosen(self, client):
        rate("power", "0.5", "一般")
        large = rate("power", "0.4", "大工业")
        assert sums(text_of(client, f"{PAGE}?power=100"))["供电"] == "50.00"
        assert sums(text_of(client, f"{PAGE}?power=100&rate_power={large.pk}"))["供电"] == "40.00"

    @pytest.mark.parametrize(
        "fields",
        [
            {"is_public": False},
            {"valid_from": timezone.localdate() + timedelta(days=2)},
            {"valid_to": date(2026, 1, 2)},
        ],
    )
    def test_what_is_not_published_or_does_not_hold_today_is_none(self, client, fields):
        rate("power", "0.77", **fields)
        html = text_of(client, f"{PAGE}?power=100")
        assert sums(html)["供电"] == "待公布" and "0.77" not in html

    @pytest.mark.parametrize("typed", ["abc", "-1", "1e99", "九十", "<script>alert(1)</script>", "9" * 50, "NaN"])
    def test_what_cannot_be_read_comes_back_as_typed(self, client, typed):
        answer = client.get(PAGE, {"power": typed, "wage": "3"})
        html = answer.content.decode()
        assert answer.status_code == 422 and 'href="#id_power"' in html and 'value="3"' in html
        assert "<script>alert" not in html

    def test_a_rate_that_is_not_offered_is_refused(self, client):
        hidden = rate("power", "0.77", is_public=False)
        html = text_of(client, f"{PAGE}?power=100&rate_power={hidden.pk}", 422)
        assert "0.77" not in html


class TestBegunWithASite:
    def test_its_area_and_its_own_price_come_first(self, client):
        rate("land", "999999")
        ParcelFactory(
            code="CX-1", park=Park.objects.get(code="yundian"), is_public=True, price_fen_per_mu=12_000_000,
            area_sqm=Decimal("10000.00"),
        )  # fmt: skip
        html = text_of(client, f"{PAGE}?site=CX-1")
        assert sums(html) == {"用地": "1,800,000.00", "以上合计（部分）": "待公布"}
        assert "/zh-hans/enquiry/?site=CX-1" in html and "高新区为该处录入" in html

    def test_a_unit_with_another_area_typed(self, client):
        BuildingFactory(code="BF-1", park=Park.objects.first(), is_public=True, rent_fen_sqm_month=850)
        assert sums(text_of(client, f"{PAGE}?site=BF-1&building=100"))["标准厂房"] == "10,200.00"

    def test_a_hidden_site_is_none(self, client):
        ParcelFactory(code="CX-H", park=Park.objects.first(), price_fen_per_mu=12_345_600)
        assert "CX-H</a>" not in text_of(client, f"{PAGE}?site=CX-H")

    def test_its_page_leads_here(self, client):
        ParcelFactory(code="CX-1", park=Park.objects.first(), is_public=True)
        assert "/zh-hans/costs/?site=CX-1" in text_of(client, "/zh-hans/sites/land/CX-1/")


@pytest.mark.parametrize("many", [1, 20])
def test_it_asks_as_much_for_many_rates(client, django_assert_max_num_queries, many):
    park = Park.objects.first()
    ParcelFactory(code="CX-1", park=park, is_public=True)
    for number in range(many):
        rate("power", "0.5", f"电价{number}", park=park)
    with django_assert_max_num_queries(16):
        client.get(f"{PAGE}?site=CX-1&power=5")
