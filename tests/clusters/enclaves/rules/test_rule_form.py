"""The form of a rule: every kind of rule, rows without scripts, the meaning in both languages, contradictions."""

import pytest

from clusters.enclaves import sharing
from clusters.enclaves.selectors.rules import sharing_rule
from clusters.enclaves.services import version_make_effective, version_review
from crm.accounts.roles import Role
from crm.common.errors import RuleError
from tests.clusters.enclaves.rules.typing import draft_of, typed
from tests.factories.clusters import TaxFactory
from tests.factories.enclaves import Parties, agreement_of, indicator, tax_rule

pytestmark = pytest.mark.django_db
SIXTY = {"origin": "60%", "host": "40 %"}
RATIOS = {"origin": "3/5", "host": "2/5"}


@pytest.fixture
def draft(db):
    return draft_of()


@pytest.fixture
def client(client_for, finance):
    return client_for(finance)


def new(draft) -> str:
    return f"/office/versions/{draft.pk}/rules/new/"


def saved(client, draft, *bands, **fields) -> dict:
    """What the rule says in the notation once it was typed and saved."""
    answer = client.post(new(draft), typed(draft, *bands, **fields))
    assert answer.status_code == 302, answer.context["form"].errors
    return sharing.rule_to_data(sharing_rule(draft.rules.latest("pk")))


# --- every kind of rule ---


def test_bands_of_years_with_ratios(client, draft):
    said = saved(client, draft, {"first": 1, "last": 5, **SIXTY}, {"first": 6, "host": "1"}, start_event="first_tax")
    assert said["bands"] == [{"first": 1, "last": 5, "ratios": RATIOS}, {"first": 6, "ratios": {"host": "1"}}]
    assert said["start"] == {"event": "first_tax"}


def test_tiers_marginal_and_whole_by_project_and_agreement(client, draft):
    rows = [{"upper": "1000", "origin": "50%", "host": "50%"}, {"upper": "0.5亿元", **SIXTY}, {**SIXTY}]
    band = {"tiers": rows, "method": "marginal"}
    tiers = saved(client, draft, band)["bands"][0]["tiers"]
    assert [tier["upper"] for tier in tiers["tiers"]] == [1_000_000_000, 5_000_000_000, None]
    whole = saved(client, draft, {**band, "method": "whole", "scope": "agreement"}, code="whole", category="甲")
    assert (whole["bands"][0]["tiers"]["method"], whole["bands"][0]["tiers"]["scope"]) == ("whole", "agreement")


def test_limits_of_land_are_square_metres(client, draft):
    land = indicator("land")
    land.unit = "sqm_cent"
    land.save_by(None)
    rows = {"tiers": [{"upper": "1000.5", **SIXTY}, SIXTY], "method": "whole"}
    said = saved(client, draft, rows, of="land", book="assessment")
    assert said["bands"][0]["tiers"]["tiers"][0]["upper"] == 100_050


@pytest.mark.parametrize(
    ("fields", "cap"),
    [
        ({"cap_limit": "500"}, {"limit": 500_000_000}),
        ({"cap_limit": "500", "cap_period": "cumulative"}, {"limit": 500_000_000, "period": "cumulative"}),
        ({"cap_tied_to": "contribution", "cap_factor": "1.5"}, {"tied_to": "contribution", "factor": "3/2"}),
    ],
)
def test_caps(client, draft, fields, cap):
    said = saved(client, draft, SIXTY, cap_party="origin", cap_to="host", **fields)
    assert said["cap"] == {"party": "origin", "to": "host", **cap}


def test_recovery_first_with_increment_and_incentives(client, draft):
    fields = {"increment": "base_year", "base_year": "2020", "netting": "signed", "less_incentives": "on"}
    said = saved(client, draft, SIXTY, mode="recover_first", recoverers=["origin"], basis="retained", **fields)
    increment = {"kind": "base_year", "base_year": 2020, "netting": "signed"}
    assert said["basis"] == {"kind": "retained", "less_incentives": True, "increment": increment}
    assert (said["mode"], said["recoverers"]) == ("recover_first", ["origin"])


def test_years_that_start_with_another_rules_recovery(client, draft):
    saved(client, draft, SIXTY, mode="recover_first", recoverers=["origin"], code="pool")
    rest = {"start_event": "recovery_completed", "start_rule": "pool", "of": "output", "book": "assessment"}
    assert saved(client, draft, {"first": 1, "last": 3, **SIXTY}, **rest)["start"] == {
        "event": "recovery_completed",
        "rule": "pool",
    }


def test_a_window_of_calendar_years_and_years_from_a_date(client, draft):
    said = saved(client, draft, {"first": 2026, "last": 2030, **SIXTY}, year_method="window")
    assert (said["years"], said["bands"][0]["first"]) == ("window", 2026)
    given = {"start_event": "date", "start_on": "2026-07-01", "year_method": "anniversary", "category": "乙"}
    assert saved(client, draft, {"first": 1, "last": 3, **SIXTY}, **given)["start"] == {"on": "2026-07-01"}


def test_a_fixed_sum(client, draft):
    lump = {"lump_payer": "host", "lump_payee": "origin", "lump_amount": "50.5", "start_event": "production"}
    said = saved(client, draft, mode="lump_sum", **lump)
    assert said["lump_sum"] == {"payer": "host", "payee": "origin", "amount": 50_500_000}


@pytest.mark.parametrize("mode", ["by_contribution", "by_equity"])
def test_ratios_that_come_from_facts(client, draft, mode):
    assert "bands" not in saved(client, draft, mode=mode)


def test_counted_in_full_by_both_and_all_to_one(client, draft):
    assert saved(client, draft, mode="dual_full_count", book="assessment", of="output")["mode"] == "dual_full_count"
    said = saved(client, draft, {"origin": "1", "host": "0"}, mode="single_party")
    assert said["bands"] == [{"ratios": {"origin": "1", "host": "0"}}]


def test_named_taxes_of_one_category(client, draft):
    TaxFactory(code="vat")
    said = saved(client, draft, SIXTY, tax_codes=["vat"], category="招商协作", retained_level="county")
    assert (said["tax_codes"], said["category"]) == (["vat"], "招商协作")


# --- what is typed wrong ---


@pytest.mark.parametrize(
    ("band", "fields", "part"),
    [
        ({"origin": "六成"}, {}, "60 %"),
        ({"origin": "60"}, {}, "60 %"),
        ({"origin": "1/0"}, {}, "1/3"),
        ({"origin": "-0.5"}, {}, "1/3"),
        ({"tiers": [{"upper": "100", **SIXTY}, SIXTY]}, {}, "档"),
        ({"tiers": [{"upper": "很多", **SIXTY}, SIXTY], "method": "whole"}, {}, "很多"),
        ({"first": "0", **SIXTY}, {}, ""),
        (SIXTY, {"cap_limit": "500"}, "封顶"),
        (SIXTY, {"start_event": "date"}, "日期"),
        (SIXTY, {"mode": "dual_full_count"}, "考核"),
        (SIXTY, {"code": "不行"}, ""),
    ],
)
def test_a_wrong_entry_gets_a_sentence_and_loses_nothing(client, draft, band, fields, part):
    answer = client.post(new(draft), typed(draft, band, **{"category": "甲乙丙", **fields}))
    assert answer.status_code == 422
    assert part in answer.text
    assert "甲乙丙" in answer.text
    assert not draft.rules.exists()


def test_every_error_of_the_rows_stands_on_top_with_its_row(client, draft):
    answer = client.post(new(draft), typed(draft, SIXTY, {"first": 6, "last": "x", **SIXTY}))
    assert 'href="#id_bands-1-last"' in answer.text


# --- rows and meaning without scripts ---


def test_a_row_of_years_is_added_and_keeps_what_was_typed(client, draft):
    data = typed(draft, {"first": 1, "last": 5, "origin": "0.61"}, category="甲乙丙", add_row="bands")
    text = client.post(new(draft), data).text
    assert 'name="bands-1-first"' in text
    assert 'name="bands-1-tiers-TOTAL_FORMS"' in text
    assert 'value="0.61"' in text
    assert "甲乙丙" in text
    assert "office-errors" not in text
    assert not draft.rules.exists()


def test_a_tier_is_added_and_one_taken_away(client, draft):
    rows = [{"upper": "7711", **SIXTY}, {"upper": "7722", **SIXTY}, SIXTY]
    data = typed(draft, {"tiers": rows, "method": "marginal"})
    assert 'name="bands-0-tiers-3-upper"' in client.post(new(draft), {**data, "add_row": "bands-0-tiers"}).text
    text = client.post(new(draft), {**data, "remove_row": "bands-0-tiers-0"}).text
    assert 'value="7711"' not in text
    assert 'name="bands-0-tiers-0-upper" value="7722"' in text
    assert 'name="bands-0-tiers-2-upper"' not in text


def test_years_are_taken_away_with_their_tiers(client, draft):
    first = {"tiers": [{"upper": "7711", **SIXTY}, SIXTY], "method": "whole"}
    data = typed(draft, first, {"first": 6, "origin": "0.77", "host": "0.23"}, remove_row="bands-0")
    text = client.post(new(draft), data).text
    assert 'name="bands-0-first" value="6"' in text
    assert 'value="0.77"' in text
    assert 'value="7711"' not in text


@pytest.mark.parametrize("row", ["bands-9", "bands-x", "code-1", "bands-0-tiers-4", "", "9" * 500])
def test_a_row_that_is_none_is_no_error(client, draft, row):
    assert client.post(new(draft), typed(draft, SIXTY, remove_row=row)).status_code == 200
    assert client.post(new(draft), typed(draft, SIXTY, add_row=row)).status_code == 200


def test_the_meaning_is_shown_in_both_languages(client, draft):
    data = typed(draft, {"first": 1, "last": 5, **SIXTY}, start_event="first_tax", basis="retained")
    for answer in (client.post(new(draft), {**data, "preview": "1"}), client.post(f"{new(draft)}?part=meaning", data)):
        assert "第 1–5 年（自首次纳税起）" in answer.text
        assert "In years 1–5 (counted from first tax paid)" in answer.text
    assert not draft.rules.exists()


def test_until_it_can_be_told_the_meaning_says_what_is_wanted(client, draft):
    text = client.post(f"{new(draft)}?part=meaning", {**typed(draft, SIXTY), "indicator": ""}).text
    assert "指标" in text


# --- contradictions ---


def test_contradictions_stand_beside_their_field_and_on_top(client, draft):
    thirds = {"origin": "0.3333", "host": "0.3333"}
    text = client.post(new(draft), typed(draft, thirds, preview="1")).text
    name = f"id_bands-0-tiers-0-ratio_{draft.agreement.parties.first().pk}"
    assert f'href="#{name}"' in text
    assert f'id="{name}_error"' in text
    assert "0.6666" in text
    assert "1/3" in text


def test_the_tier_that_is_wrong_carries_the_error(client, draft):
    rows = [{"upper": "100", **SIXTY}, {"origin": "0.3333", "host": "0.6666"}]
    text = client.post(new(draft), typed(draft, {"tiers": rows, "method": "whole"}, preview="1")).text
    origin = draft.agreement.parties.first().pk
    assert f'id="id_bands-0-tiers-1-ratio_{origin}_error"' in text
    assert f'id="id_bands-0-tiers-0-ratio_{origin}_error"' not in text


def test_years_that_overlap_and_gaps_are_told_apart(client, draft):
    overlap = [{"first": 1, "last": 5, **SIXTY}, {"first": 5, "last": 8, **SIXTY}]
    text = client.post(new(draft), typed(draft, *overlap, start_event="first_tax", preview="1")).text
    assert 'id="id_bands-1-first_error"' in text
    gap = [{"first": 1, "last": 5, **SIXTY}, {"first": 8, "last": 9, **SIXTY}]
    text = client.post(new(draft), typed(draft, *gap, start_event="first_tax", preview="1")).text
    assert "office-errors" not in text
    assert "注意：" in text


def test_a_draft_may_contradict_itself_and_says_so_where_it_is_reviewed(client, draft):
    saved(client, draft, {"origin": "0.3333", "host": "0.6"})
    rule = draft.rules.get()
    for page in (draft.get_absolute_url(), f"/office/versions/{draft.pk}/review/"):
        text = client.get(page).text
        assert "0.9333" in text
        assert f"/office/rules/{rule.pk}/" in text
    assert "0.9333" in client.get(f"/office/rules/{rule.pk}/").text
    answer = client.post(f"/office/versions/{draft.pk}/review/")
    assert answer.status_code == 409
    assert "0.9333" in answer.text


def test_three_parties_with_0_3333_each_are_refused(user_for):
    parties = agreement_of(rules=[tax_rule()])
    third = agreement_of(code="X").parties.get(role="origin").organisation
    parties.parties.create(organisation=third, role="fund", order=3, code="fund", name="基金")
    draft = draft_of(parties)
    rule = {**tax_rule(), "bands": [{"ratios": dict.fromkeys(("origin", "host", "fund"), "0.3333")}]}
    draft.rules.create(order=1, **{**rule, "indicator": indicator("tax")})
    with pytest.raises(RuleError, match="0.9999"):
        version_review(version=draft, actor=user_for(Role.FINANCE))


# --- changing a rule ---


def test_a_rule_is_changed_in_place(client, draft, finance):
    saved(client, draft, SIXTY, code="mine")
    rule = draft.rules.get()
    page = client.get(f"/office/rules/{rule.pk}/")
    assert page.status_code == 200
    assert 'value="60%"' in page.text
    data = {**typed(draft, {"origin": "70%", "host": "30%"}), "version": str(rule.version)}
    assert client.post(f"/office/rules/{rule.pk}/", data).status_code == 302
    rule.refresh_from_db()
    assert (rule.code, rule.bands[0]["ratios"]["origin"], rule.version) == ("mine", "7/10", 2)
    assert rule.history.first().history_user == finance


def test_who_comes_second_is_told_what_the_rule_says_now(client, draft):
    saved(client, draft, SIXTY)
    rule = draft.rules.get()
    here, read = f"/office/rules/{rule.pk}/", {"version": str(rule.version)}
    client.post(here, {**typed(draft, {"origin": "70%", "host": "30%"}), **read})
    answer = client.post(here, {**typed(draft, {"origin": "0.88", "host": "0.12"}), **read})
    assert answer.status_code == 409
    assert "70" in answer.text
    assert 'value="0.88"' in answer.text
    rule.refresh_from_db()
    assert rule.bands[0]["ratios"]["origin"] == "7/10"


def test_what_is_in_force_is_not_changed(client_for):
    parties = Parties()
    rule = parties.agreement.versions.get().rules.get()
    client = client_for(parties.computing)
    assert client.get(f"/office/rules/{rule.pk}/").status_code == 404
    assert client.post(f"/office/rules/{rule.pk}/", {}).status_code == 404
    assert client.get(new(rule.agreement_version)).status_code == 404


def test_a_draft_reviewed_meanwhile_refuses(client, draft, finance, user_for):
    saved(client, draft, SIXTY)
    version_make_effective(version=version_review(version=draft, actor=None), actor=None)
    assert client.post(new(draft), typed(draft, SIXTY)).status_code == 404


@pytest.mark.parametrize("role", [Role.MANAGER, Role.LEADER, Role.PARTNER, Role.PROMOTER])
def test_others_write_no_rules(client_for, draft, role):
    rule = draft.rules.create(order=1, **{**tax_rule(), "indicator": indicator("tax")})
    client = client_for(role)
    pages = [new(draft), f"/office/rules/{rule.pk}/", f"/office/versions/{draft.pk}/floors/new/"]
    assert {client.get(page).status_code for page in pages} == {403}
    assert {client.post(page).status_code for page in pages} == {403}


# --- yearly minimums ---


def test_a_minimum_is_added_changed_and_removed(client, draft, finance):
    origin, host = draft.agreement.parties.all()
    here = f"/office/versions/{draft.pk}/floors/new/"
    given = {"party": origin.pk, "payer": host.pk, "amount_fen": "500", "first_year": "2026"}
    assert client.post(here, given).status_code == 302
    floor = draft.floors.get()
    assert (floor.amount_fen, floor.history.first().history_user) == (500_000_000, finance)
    page = client.get(draft.get_absolute_url()).text
    assert "每年至少" in page
    edit = f"/office/floors/{floor.pk}/"
    assert client.post(edit, {**given, "amount_fen": "600", "version": floor.version}).status_code == 302
    assert client.post(edit, {**given, "amount_fen": "700", "version": floor.version}).status_code == 409
    floor.refresh_from_db()
    assert floor.amount_fen == 600_000_000
    client.post(f"/office/floors/{floor.pk}/remove/")
    assert not draft.floors.exists()


@pytest.mark.parametrize(
    ("fields", "status", "part"),
    [
        ({"payer": ""}, 422, "付款"),
        ({"payer": "same"}, 409, ""),
        ({"first_year": "2030", "last_year": "2026"}, 409, ""),
        ({"amount_fen": "-5"}, 422, ""),
    ],
)
def test_a_minimum_without_a_payer_is_refused(client, draft, fields, status, part):
    origin, host = draft.agreement.parties.all()
    given = {"party": origin.pk, "payer": host.pk, "amount_fen": "500", **fields}
    given["payer"] = origin.pk if given["payer"] == "same" else given["payer"]
    answer = client.post(f"/office/versions/{draft.pk}/floors/new/", given)
    assert answer.status_code == status
    assert part in answer.text
    assert not draft.floors.exists()
