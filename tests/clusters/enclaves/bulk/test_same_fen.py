"""The second path gives the same lines, to the fen, as the exact one."""

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from clusters.enclaves import sharing as s
from clusters.enclaves.bulk import Columns, settle_columns
from tests.clusters.enclaves.sharing.agreements import A, B, rule
from tests.clusters.enclaves.sharing.test_properties import dividing_rules, facts_of, ratios_of

from .frames import bulk_lines, exact_lines, settle_all

short = settings(max_examples=25, deadline=None)
C = s.Party("C", "fund")
YEARS = (2021, 2022, 2023, 2024)
CODES = ("P", "Q", "R", "S")
EVENTS = ("first_tax_paid", "production")
DAYS = st.dates(date(2021, 1, 1), date(2024, 12, 31))
MONEY = st.one_of(st.integers(-5, 5), st.integers(-(10**13), 10**13))


@st.composite
def bands_of(draw, windows: bool, tiers: bool):
    """One to three bands one after the other, with a gap between them, sometimes open at an end."""
    first, bands = 2021 if windows else 1, []
    for place in range(draw(st.integers(1, 3))):
        first += draw(st.integers(0, 1))
        last = first + draw(st.integers(0, 1))
        table = None
        if tiers and draw(st.booleans()):
            uppers = sorted(draw(st.sets(st.integers(1, 10**8), min_size=1, max_size=3)))
            steps = tuple(s.Tier(upper, draw(ratios_of("ABC"))) for upper in [*uppers, None])
            table = s.TierTable(steps, draw(st.sampled_from(s.TierMethod)))
        ratios = {} if table else draw(ratios_of("ABC"))
        start = None if place == 0 and draw(st.booleans()) else first
        bands.append(s.YearBand(start, last, ratios, table))
        first = last + 1
    if draw(st.booleans()):
        bands[-1] = replace(bands[-1], last=None)
    return tuple(bands)


@st.composite
def taken_rules(draw, code: str, book: s.Book, indicator: str, category: str = ""):
    mode = draw(st.sampled_from([s.Mode.SPLIT, s.Mode.SPLIT, s.Mode.SINGLE_PARTY, s.Mode.DUAL_FULL_COUNT]))
    if book is s.Book.FISCAL and mode is s.Mode.DUAL_FULL_COUNT:
        mode = s.Mode.SPLIT
    years = draw(st.sampled_from([s.YearKind.CALENDAR, s.YearKind.WINDOW]))
    bands = draw(bands_of(years is s.YearKind.WINDOW, mode is s.Mode.SPLIT))
    if mode is s.Mode.SINGLE_PARTY:
        bands = tuple(replace(band, ratios=s.read_ratios({draw(st.sampled_from("ABC")): 1})) for band in bands)
    if mode is s.Mode.DUAL_FULL_COUNT:
        named = st.sets(st.sampled_from("ABC"))
        bands = tuple(replace(band, ratios=dict.fromkeys(sorted(draw(named)), s.read_ratio(1))) for band in bands)
    start = s.Start(draw(st.sampled_from(EVENTS))) if draw(st.booleans()) else s.Start(on=draw(DAYS))
    return rule(
        code=code,
        book=book,
        indicator=indicator,
        category=category,
        mode=mode,
        years=years,
        bands=bands,
        start=start,
        basis=s.Basis(draw(st.sampled_from(s.BasisKind)), draw(st.sampled_from(["local", "province"]))),
    )


@st.composite
def taken_agreements(draw, code: str, indicators: tuple[str, str]):
    fiscal, counted = indicators
    rules = [
        draw(taken_rules("fiscal", s.Book.FISCAL, fiscal)),
        draw(taken_rules("special", s.Book.FISCAL, fiscal, "special")),
        draw(taken_rules("counted", s.Book.ASSESSMENT, counted)),
    ]
    parties = draw(st.permutations([A, B, C]))
    versions = [s.Version(1, 2021, tuple(rules))]
    if draw(st.booleans()):
        versions.append(
            s.Version(2, draw(st.integers(2022, 2024)), (draw(taken_rules("fiscal", s.Book.FISCAL, fiscal)),))
        )
    return s.Agreement(code, tuple(parties), tuple(versions))


@st.composite
def projects_of(draw):
    found = []
    for code in CODES:
        events = draw(st.sets(st.sampled_from(EVENTS))) | {EVENTS[0]}
        stones = tuple(
            s.Milestone(event, draw(DAYS), f"{code}-{event}-{turn}", verified=draw(st.integers(0, 8)) > 0)
            for event in sorted(events)
            for turn in range(draw(st.integers(1, 2)))
        )
        found.append(s.Project(code, draw(st.sampled_from(["", "special", "other"])), stones))
    return tuple(found)


@st.composite
def observations_of(draw, codes: tuple[str, ...] = CODES):
    return tuple(
        s.Observation(
            str(place),
            draw(st.sampled_from(codes)),
            draw(st.sampled_from(["tax", "output"])),
            draw(DAYS),
            draw(st.one_of(MONEY, MONEY, MONEY, st.none())),
            draw(st.sampled_from(["VAT", "CIT", "none"])),
            draw(st.one_of(st.none(), MONEY)),
            draw(st.sampled_from(["", "", "local", "province", "town"])),
            verified=draw(st.integers(0, 12)) > 0,
        )
        for place in range(draw(st.integers(0, 24)))
    )


@st.composite
def rates_of(draw):
    return tuple(
        s.Rate(
            f"{tax}{level}{year}",
            tax,
            level,
            date(year, draw(st.integers(1, 12)), 1),
            draw(st.fractions(0, 1, max_denominator=100)),
            draw(st.booleans()),
        )
        for tax in ("VAT", "CIT")
        for level in ("local", "province")
        for year in (2020, 2022, 2023)
    )


@st.composite
def worlds(draw):
    """Two agreements; the second has some of the same projects, under the other's book for an indicator."""
    first = draw(taken_agreements("X", ("tax", "output")))
    second = draw(taken_agreements("Y", ("output", "tax")))
    projects, rows, rates = draw(projects_of()), draw(observations_of()), draw(rates_of())
    chosen = {"X": projects[:3], "Y": projects[draw(st.integers(1, 3)) :]}
    facts = {}
    for code, enrolled in chosen.items():
        codes = {one.code for one in enrolled}
        facts[code] = s.Facts(enrolled, tuple(row for row in rows if row.project in codes), rates)
    return [first, second], facts


@short
@given(worlds(), st.integers(1, 4))
def test_what_it_takes_comes_to_the_same_lines(world, quarter):
    agreements, facts = world
    settled = settle_columns(agreements, Columns.of(facts), YEARS, quarter=quarter)
    assert {one.code for one in settled.refused} <= {"no_version", "rate_too_fine", "ratio_too_fine"}
    assert bulk_lines(settled) == settle_all(agreements, facts, YEARS, quarter=quarter)


@short
@given(dividing_rules(), facts_of())
def test_what_it_does_not_take_is_left_to_the_exact_path(one, facts):
    agreement = s.Agreement("X", (A, B, C), (s.Version(1, 2021, (one,)),))
    bare = s.Facts(facts.projects, facts.observations, facts.rates)
    settled = settle_columns([agreement], Columns.of({"X": bare}), [2023])
    exact = s.settle(agreement, bare, 2023, traces=False)
    assert bulk_lines(settled) == exact_lines(exact)
    assert bool(settled.refused) == bool(settled.exact) == (not len(settled.bases.rule) and bool(settled.refused))


@short
@given(worlds(), st.randoms())
def test_order_of_rows_does_not_matter(world, random):
    agreements, facts = world
    columns = Columns.of(facts)
    turned = {
        code: s.Facts(
            tuple(random.sample(one.projects, len(one.projects))),
            tuple(random.sample(one.observations, len(one.observations))),
            one.rates,
        )
        for code, one in reversed(facts.items())
    }
    assert bulk_lines(settle_columns(agreements, columns, YEARS)) == bulk_lines(
        settle_columns(agreements, Columns.of(turned), YEARS)
    )
