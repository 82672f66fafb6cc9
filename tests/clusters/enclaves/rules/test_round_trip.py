"""What the JSON takes can be typed into the form, and what is typed is what the JSON says."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clusters.enclaves import sharing as s
from clusters.enclaves.forms import RuleForm
from clusters.enclaves.forms.posted import posted
from clusters.enclaves.models import Party
from clusters.enclaves.selectors.rules import sharing_rule
from clusters.enclaves.services import version_upload
from tests.clusters.enclaves.rules.typing import draft_of, typed
from tests.clusters.enclaves.sharing.test_published_rules import NUMBERED, by_code
from tests.factories.clusters import TaxFactory
from tests.factories.enclaves import agreement_of, indicator

pytestmark = pytest.mark.django_db
EVENTS = {"first_tax_paid": "first_tax", "construction_start": "construction", None: ""}
PLACES = {"fly_out": "out", "fly_in": "in"}


def agreement_out_in():
    agreement = agreement_of(effective=False)
    agreement.versions.all().delete()
    for party in agreement.parties.all():
        party.code = "out" if party.role == Party.PartyRole.ORIGIN else "in"
        party.save_by(None)
    return agreement


def as_published(version, entry: dict, one: s.Rule) -> dict:
    """The entry of sharing-rules.json as an officer types it: per cent, named event, years."""
    percents = {PLACES[role]: f"{Fraction(ratio) * 100}%" for role, ratio in entry["ratios"].items()}
    band = {} if one.mode is s.Mode.BY_CONTRIBUTION else percents
    years = {name: entry[f"{year}_year"] for name, year in (("first", "from"), ("last", "to")) if entry[f"{year}_year"]}
    event = entry["start_event"] or ("first_tax_paid" if years else None)
    return typed(
        version,
        {**years, **band},
        of=one.indicator,
        code=one.code,
        book=str(one.book),
        mode=str(one.mode),
        basis="retained" if entry["indicator"] in ("tax_local_retained", "tax_county_retained") else "total",
        start_event=EVENTS[event],
    )


@pytest.mark.parametrize(("case_id", "one", "entry"), NUMBERED, **by_code)
def test_a_published_rule_typed_into_the_form_is_the_one_of_the_json(client_for, finance, case_id, one, entry):
    agreement = agreement_out_in()
    indicator(one.indicator)
    start = replace(one.start, event=EVENTS[one.start.event]) if one.start else None
    data = s.version_to_data(s.Version(1, 2026, (replace(one, start=start),)))
    by_json = version_upload(agreement=agreement, data=data, actor=finance).rules.get()
    expected = sharing_rule(by_json)
    draft = by_json.agreement_version
    by_json.delete()

    answer = client_for(finance).post(
        f"/office/versions/{draft.pk}/rules/new/", as_published(draft, entry, replace(one, start=start))
    )

    assert answer.status_code == 302
    assert sharing_rule(draft.rules.get()) == expected == replace(one, start=start)


# --- any rule ---

RATIO = st.fractions(0, 1, max_denominator=997)
RATIOS = st.dictionaries(st.sampled_from(["origin", "host"]), RATIO, min_size=1)
AMOUNTS = st.integers(1, 10**13)
YEARS = {"first": st.none() | st.integers(1, 40), "last": st.none() | st.integers(1, 40)}
TIERS = st.builds(
    s.TierTable,
    st.lists(st.builds(s.Tier, st.none() | AMOUNTS, RATIOS), min_size=1, max_size=3).map(tuple),
    st.sampled_from(s.TierMethod),
    st.sampled_from(s.Scope),
)
BANDS = st.builds(s.YearBand, **YEARS, ratios=RATIOS) | st.builds(s.YearBand, **YEARS, tiers=TIERS)
PARTY = st.sampled_from(["origin", "host"])
CAPS = st.builds(
    s.Cap,
    PARTY,
    PARTY,
    limit=st.none() | AMOUNTS,
    tied_to=st.none() | st.sampled_from(s.TiedTo),
    factor=st.fractions(0, 9, max_denominator=40),
    period=st.sampled_from(s.CapPeriod),
)
INCREMENTS = st.builds(
    s.Increment,
    st.sampled_from(s.IncrementKind),
    base_year=st.none() | st.integers(1990, 2200),
    amount=st.none() | AMOUNTS,
    netting=st.sampled_from(s.Netting),
)
STARTS = st.one_of(
    st.none(),
    st.sampled_from(["signed", "construction", "production", "first_tax"]).map(s.Start),
    st.dates().map(lambda day: s.Start(on=day)),
    st.just(s.Start("recovery_completed")),
)
RULES = st.builds(
    s.Rule,
    code=st.just("mine"),
    book=st.just(s.Book.FISCAL),
    indicator=st.just("tax"),
    mode=st.sampled_from([mode for mode in s.Mode if mode is not s.Mode.DUAL_FULL_COUNT]),
    bands=st.lists(BANDS, min_size=1, max_size=3).map(tuple),
    start=STARTS,
    years=st.sampled_from(s.YearKind),
    tax_codes=st.sampled_from([(), ("vat",), ("vat", "deed")]),
    category=st.sampled_from(["", "招商协作"]),
    basis=st.builds(
        s.Basis,
        st.sampled_from(s.BasisKind),
        st.sampled_from(["local", "provincial", "prefecture", "county"]),
        st.booleans(),
        st.none() | INCREMENTS,
    ),
    recoverers=st.sampled_from([(), ("origin",), ("origin", "host")]),
    cap=st.none() | CAPS,
    lump_sum=st.none() | st.builds(s.LumpSum, PARTY, PARTY, AMOUNTS),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rule=RULES)
def test_any_rule_typed_into_the_form_comes_out_the_same(draft, rule):
    data = posted(s.rule_to_data(rule), list(draft.agreement.parties.all()))
    form = RuleForm(data, version=draft)
    assert form.is_valid(), form.errors
    assert s.rule_from_data(form.rule_data()) == rule


@pytest.fixture
def draft(db):
    for order, code in enumerate(["vat", "deed"]):
        TaxFactory(code=code, order=order)
    return draft_of()
