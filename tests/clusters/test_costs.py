"""What a year costs: the worked table of docs/algorithms/costs.md, and the rates that the zone enters for it."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from clusters.costs import ONCE, Asked, Item, estimate
from clusters.models import CostRate, Park
from clusters.services.rates import rate_save
from crm.accounts.roles import Role
from crm.common.errors import RuleError
from tests.tables import read_table

PAGE = Path(__file__).parents[2] / "docs" / "algorithms" / "costs.md"
AMOUNTS = st.decimals(min_value=0, max_value=10**9, places=6)


@pytest.mark.parametrize("row", read_table(PAGE, "lines"), ids=lambda row: f"{row['item']} {row['quantity']}")
def test_lines(row):
    asked = Asked(Item(row["item"]), Decimal(row["quantity"]), Decimal(row["rate"]) if row["rate"] else None)
    (line,) = estimate([asked]).lines
    assert line.fen == (int(row["fen"]) if row["fen"] else None)


@given(st.lists(st.builds(Asked, st.sampled_from(Item), AMOUNTS | st.none(), AMOUNTS | st.none())))
def test_totals_add_up_and_name_what_they_leave_out(asked):
    found = estimate(asked)
    priced = [line for line in found.lines if line.fen is not None]
    assert found.yearly_fen == sum(line.fen for line in priced if line.item not in ONCE)
    assert found.once_fen == sum(line.fen for line in priced if line.item in ONCE)
    assert len(priced) + len(found.unpriced) + len(found.open) == len(asked)


def rate(**fields):
    told = {
        "item": "power",
        "name": "大工业用电",
        "yuan": Decimal("0.4231"),
        "valid_from": date(2026, 1, 1),
        "source": "测试",
    }
    return CostRate(**{**told, **fields})


@pytest.mark.django_db
class TestRates:
    def test_a_rate_is_entered_with_its_trace(self, user_for):
        manager = user_for(Role.MANAGER)
        kept = rate_save(rate=rate(is_public=True), actor=manager, reason="公布")
        told = kept.history.get()
        assert told.history_user == manager and told.history_change_reason == "公布"

    @pytest.mark.parametrize("later", [date(2025, 6, 1), date(2026, 1, 1), date(2027, 1, 1)])
    def test_a_second_published_price_for_the_same_days_is_refused(self, later):
        rate_save(rate=rate(is_public=True), actor=None)
        with pytest.raises(RuleError) as refused:
            rate_save(rate=rate(is_public=True, valid_from=later), actor=None)
        assert refused.value.field == "valid_from" and "大工业用电" in refused.value.message

    def test_a_new_price_follows_the_old_one_that_ended(self):
        rate_save(rate=rate(is_public=True, valid_to=date(2026, 6, 30)), actor=None)
        rate_save(rate=rate(is_public=True, valid_from=date(2026, 7, 1), yuan=Decimal("0.39")), actor=None)
        on = CostRate.objects.visible_to(AnonymousUser()).valid_on
        assert [on(day).get().yuan for day in (date(2026, 6, 30), date(2026, 7, 1))] == [
            Decimal("0.4231"),
            Decimal("0.39"),
        ]

    @pytest.mark.parametrize(
        "other", [{"is_public": False}, {"name": "一般工商业用电"}, {"item": "water"}, {"valid_to": date(2025, 12, 31)}]
    )
    def test_what_is_another_thing_or_not_published_stands_beside_it(self, other):
        rate_save(rate=rate(is_public=True), actor=None)
        rate_save(rate=rate(**{"is_public": True, "valid_from": date(2025, 6, 1), **other}), actor=None)

    def test_a_park_has_its_own(self):
        park = Park.objects.get(code="yundian")
        rate_save(rate=rate(is_public=True), actor=None)
        rate_save(rate=rate(is_public=True, park=park), actor=None)

    @pytest.mark.parametrize(
        "wrong", [{"yuan": Decimal("-0.01")}, {"item": "air"}, {"source": ""}, {"valid_to": date(2025, 1, 1)}]
    )
    def test_the_database_refuses_what_cannot_be(self, wrong):
        with pytest.raises(IntegrityError), transaction.atomic():
            rate(**wrong).save()

    def test_the_same_rate_is_not_entered_twice(self):
        rate().save()
        with pytest.raises(IntegrityError), transaction.atomic():
            rate().save()

    def test_visitors_and_partners_see_what_is_published(self, user_for):
        rate(name="内部").save()
        rate(name="公开", is_public=True).save()
        names = {
            who: set(CostRate.objects.visible_to(user).values_list("name", flat=True))
            for who, user in (
                ("staff", user_for(Role.PROMOTER)),
                ("partner", user_for(Role.PARTNER)),
                ("nobody", AnonymousUser()),
            )
        }
        assert names == {"staff": {"内部", "公开"}, "partner": {"公开"}, "nobody": {"公开"}}


POSTED = {
    "item": "power",
    "name": "大工业用电",
    "yuan": "0.4231",
    "valid_from": "2026-01-01",
    "source": "测试",
    "is_public": "on",
}


@pytest.mark.django_db
class TestPages:
    def test_a_manager_enters_and_ends_a_rate(self, client_for):
        client = client_for(Role.MANAGER)
        assert client.post("/office/cost-rates/new/", POSTED).status_code == 302
        kept = CostRate.objects.get()
        assert "0.4231" in client.get("/office/cost-rates/").content.decode()
        page = client.get(kept.get_absolute_url()).content.decode()
        assert "元/千瓦时" in page and "测试" in page
        client.post(f"{kept.get_absolute_url()}edit/", {**POSTED, "valid_to": "2026-06-30", "version": 1})
        kept.refresh_from_db()
        assert kept.valid_to == date(2026, 6, 30) and kept.history.count() == 2

    def test_a_clash_comes_back_with_all_that_was_typed(self, client_for):
        client = client_for(Role.MANAGER)
        client.post("/office/cost-rates/new/", POSTED)
        answer = client.post("/office/cost-rates/new/", {**POSTED, "valid_from": "2026-02-01", "yuan": "0.5"})
        assert answer.status_code == 409 and "请先填写它的截止日期" in answer.content.decode()
        assert 'value="0.5"' in answer.content.decode() and CostRate.objects.count() == 1

    @pytest.mark.parametrize("wrong", [{"yuan": "便宜"}, {"yuan": "-1"}, {"valid_to": "2020-01-01"}, {"source": ""}])
    def test_what_cannot_be_is_refused_beside_its_field(self, client_for, wrong):
        answer = client_for(Role.MANAGER).post("/office/cost-rates/new/", {**POSTED, **wrong})
        assert answer.status_code in {200, 422} and "is-invalid" in answer.content.decode()
        assert not CostRate.objects.exists()

    @pytest.mark.parametrize(("role", "status"), [(Role.PROMOTER, 403), (Role.FINANCE, 403), (Role.PARTNER, 403)])
    def test_others_change_nothing(self, client_for, role, status):
        assert client_for(role).post("/office/cost-rates/new/", POSTED).status_code == status
        assert not CostRate.objects.exists()

    @pytest.mark.parametrize("many", [1, 8])
    def test_the_list_asks_as_much_for_many(self, client_for, django_assert_max_num_queries, many):
        client = client_for(Role.MANAGER)
        for number in range(many):
            rate(name=f"电价{number}", park=Park.objects.first()).save()
        client.get("/office/cost-rates/")
        with django_assert_max_num_queries(20):
            client.get("/office/cost-rates/")
