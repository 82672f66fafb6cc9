"""A run over many agreements and years: observations laid under rules, summed, placed in bands, divided."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from clusters.enclaves import sharing as s

from .arithmetic import LARGEST_SUM, Whole, cut_into_tiers, divide, round_half_up, times_ratio
from .columns import Columns, Flags, places
from .lines import Bases, Place, Refusal, Settled
from .terms import BOOKS, Tables, Terms, refusal, scale_of_rates, tables_of


def settle_columns(
    agreements: Sequence[s.Agreement], columns: Columns, years: Sequence[int], *, quarter: int = 4
) -> Settled:
    """Each agreement and year to the end of `quarter`; a year without a version has no lines.

    What this path does not take is settled by `sharing.settle`, so the columns hold earlier years where it looks back.
    Raises SharingError as `sharing.settle` does, and `agreement_twice`, `column_missing`, `column_not_whole`,
    `column_empty`.
    """
    if quarter not in (1, 2, 3, 4):
        raise s.SharingError("bad_quarter", quarter=quarter)
    run = _Run(agreements, columns, sorted(set(years)), quarter)
    bases, amounts = run.compute()
    refused = run.refused()
    exact = tuple(
        s.settle(
            run.agreements[run.seats[one.agreement]],
            columns.facts(one.agreement),
            one.year,
            quarter=quarter,
            traces=False,
        )
        for one in refused
        if one.code != "no_version"
    )
    return Settled(tuple(agreements), tuple(run.terms.rules), bases, amounts, run.tables.takes_part, refused, exact)


@dataclass(slots=True)
class _Rows:
    """Observations under one book: which enrolment, year and rule, and what of them counts."""

    at: np.ndarray | slice  # their places in the columns
    enrolment: Whole
    year: Whole
    rule: Whole


@dataclass(slots=True)
class _Sums:
    """By enrolment, year and rule: whole units, and what is left over of the rates' denominator."""

    key: Whole
    whole: Whole
    left: Whole
    is_blocked: Flags
    is_estimated: Flags


class _Run:
    def __init__(self, agreements: Sequence[s.Agreement], columns: Columns, years: list[int], quarter: int) -> None:
        self.agreements, self.columns, self.years, self.quarter = agreements, columns, years, quarter
        self.seats = {agreement.code: place for place, agreement in enumerate(agreements)}
        if len(self.seats) != len(agreements):
            raise s.SharingError("agreement_twice")
        enrolments = columns.enrolments
        if enrolments.duplicated(["agreement", "project"]).any():
            raise s.SharingError("project_twice")
        asked = enrolments["agreement"].isin(self.seats)
        self.enrolments = enrolments[asked].reset_index(drop=True)
        self.owner = places(self.enrolments["agreement"], pd.Index(list(self.seats)))
        self.terms = Terms(max((len(one.parties) for one in agreements), default=1), agreements)
        self.codes: dict[tuple[int, int], str] = {}  # agreement and year that were refused
        self._add_terms()
        self.tables: Tables = tables_of(self.terms)
        self.scale = scale_of_rates(columns.rates)

    def _add_terms(self) -> None:
        self.versions: dict[tuple[int, int], s.Version] = {}
        known: dict[tuple[int, int], str] = {}
        for owner, agreement in enumerate(self.agreements):
            for place, year in enumerate(self.years):
                if year < agreement.first_year:
                    self.codes[owner, place] = "no_version"
                    continue
                version = agreement.version_in(year)
                key = (owner, version.number)
                if key not in known:
                    known[key] = refusal(version, agreement.parties)
                if known[key]:
                    self.codes[owner, place] = known[key]
                else:
                    self.terms.add(owner, version)
                    self.versions[owner, place] = version

    def refused(self) -> tuple[Refusal, ...]:
        return tuple(
            Refusal(self.agreements[owner].code, self.years[place], code)
            for (owner, place), code in sorted(self.codes.items())
        )

    def refuse(self, rows: _Rows, mask: Flags, code: str) -> None:
        """What is found wrong with some rows leaves their agreement and year to the exact path."""
        if mask.any():
            pairs = self.owner[rows.enrolment[mask]] * len(self.years) + rows.year[mask]
            for pair in np.unique(pairs).tolist():
                self.codes.setdefault(divmod(pair, len(self.years)), code)

    # -- observations

    def compute(self) -> tuple[Bases, Whole]:
        sums = [self._sum(rows) for layer in self._enrolled() for rows in self._under_rules(layer)]
        if not sums:
            sums = [self._sum(_Rows(np.zeros(0, np.int64), *[np.zeros(0, np.int64)] * 3))]
        joined = _Sums(*(np.concatenate([getattr(one, name) for one in sums]) for name in _Sums.__slots__))
        return self._divide(joined)

    def _enrolled(self) -> list[Whole]:
        """The enrolment of each observation; one array more where projects are in several agreements."""
        observations = self.columns.observations
        if not observations["id"].is_unique:
            twice = observations["id"][observations["id"].duplicated()].iloc[0]
            raise s.SharingError("observation_twice", observation=str(twice))
        everywhere = pd.Index(self.columns.enrolments["project"].unique())
        unknown = places(observations["project"], everywhere) < 0 if len(observations) else np.zeros(0, bool)
        if unknown.any():
            row = observations.iloc[int(unknown.argmax())]
            raise s.SharingError("unknown_project", project=str(row["project"]), observation=str(row["id"]))
        turn = self.enrolments.groupby("project", observed=True).cumcount().to_numpy()
        layers = []
        for number in range(int(turn.max(initial=-1)) + 1):
            mine = np.flatnonzero(turn == number)
            found = places(observations["project"], pd.Index(self.enrolments["project"].iloc[mine]))
            layers.append(np.where(found < 0, -1, mine[found]))
        return layers

    @cached_property
    def _year_places(self) -> Whole:
        """Of each observation the place of its year among those asked for, −1 outside and after the quarter."""
        on = self.columns.observations["on"].to_numpy()
        year = on.astype("datetime64[Y]").astype(np.int64) + 1970
        low, high = (int(year.min()), int(year.max())) if len(year) else (0, 0)
        known = np.full(high - low + 1, -1, np.int64)
        for place, one in enumerate(self.years):
            if low <= one <= high:
                known[one - low] = place
        found = known[year - low]
        if self.quarter < 4:
            found[on.astype("datetime64[M]").astype(np.int64) % 12 >= 3 * self.quarter] = -1
        return found

    def _under_rules(self, enrolment: Whole) -> list[_Rows]:
        """For each book the observations that a rule holds."""
        year, (combination, table) = self._year_places, self._rule_table
        inside = (enrolment >= 0) & (year >= 0)
        found = table[self._kinds[0][enrolment], year, combination]
        rows = []
        for book in range(len(BOOKS)):
            held = inside & (found[:, book] >= 0)
            if held.all():
                rows.append(_Rows(slice(None), enrolment, year, found[:, book]))
            elif held.any():
                at = np.flatnonzero(held)
                rows.append(_Rows(at, enrolment[at], year[at], found[at, book]))
        return rows

    @cached_property
    def _kinds(self) -> tuple[Whole, list[tuple[int, str]]]:
        """Enrolments alike in agreement and category fall under the same rules."""
        rows = self.enrolments
        named = rows["category"] if "category" in rows else pd.Series("", rows.index)
        codes, words = pd.factorize(named)
        kinds, known = pd.factorize(self.owner * (len(words) + 1) + codes)
        if not len(kinds):
            return np.full(1, -1, np.int64), [(0, "")]
        return kinds, [(kind // (len(words) + 1), words[kind % (len(words) + 1)]) for kind in known.tolist()]

    @cached_property
    def _rule_table(self) -> tuple[Whole, Whole]:
        """Each observation's combination of indicator and tax code; the rule of each kind, year, combination, book."""
        indicators, indicator_words = self.columns.names("indicator")
        taxes, tax_words = self.columns.names("tax_code")
        combination = indicators.astype(np.int64) * len(tax_words) + taxes
        count = max(1, len(indicator_words) * len(tax_words))
        present = np.flatnonzero(np.bincount(combination, minlength=count)).tolist()
        kinds = self._kinds[1]
        table = np.full((len(kinds), len(self.years), count, len(BOOKS)), -1, np.int64)
        found: dict[tuple[int, int, int], list[int] | None] = {}
        for (owner, place), version in self.versions.items():
            for kind, (_, category) in ((at, one) for at, one in enumerate(kinds) if one[0] == owner):
                for one in present:
                    key = (kind, version.number, one)
                    if key not in found:
                        words = indicator_words[one // len(tax_words)], tax_words[one % len(tax_words)]
                        found[key] = self.terms.find(owner, version, category, *words)
                    if found[key] is None:
                        self.codes[owner, place] = "several_rules"
                    else:
                        table[kind, place, one] = found[key]
        return combination, table

    # -- sums

    def _sum(self, rows: _Rows) -> _Sums:
        values, counts, is_rated = self._values(rows)
        limit = LARGEST_SUM // max(1, len(values))
        self.refuse(rows, (values > limit) | (values < -limit), "amount_too_large")
        keys = (rows.enrolment * len(self.years) + rows.year) * max(1, len(self.terms.rules)) + rows.rule
        groups, key = pd.factorize(keys, sort=True)
        sums = _Sums(key, *(np.zeros(len(key), kind) for kind in (np.int64, np.int64, bool, bool)))
        sums.is_blocked[groups[~counts]] = True
        if is_rated.any():
            self._add_rated(rows, np.flatnonzero(is_rated), values, groups, sums)
        np.add.at(sums.whole, groups, values)
        return sums

    def _values(self, rows: _Rows) -> tuple[Whole, Flags, Flags]:
        """What counts of each observation, whether it is known and verified, and whether a rate is still to come."""
        amounts, known = (column[rows.at] for column in self.columns.whole("amount"))
        verified = self.columns.verified()[rows.at]
        is_retained = self.tables.is_retained[rows.rule]
        if not is_retained.any():
            return np.where(known, amounts, 0), known & verified, is_retained
        retained, observed = (column[rows.at] for column in self.columns.whole("retained"))
        levels, words = self.columns.names("retained_level")
        if words != [""]:
            # a level's place in the tables; "" goes for the one that the rule asks for
            known_levels = np.array([self._level_place(word) for word in words], np.int64)[levels[rows.at]]
            observed = observed & ((known_levels == -1) | (known_levels == self.tables.level[rows.rule]))
        by_part = is_retained & observed
        values = np.where(by_part, retained, amounts)
        counts = verified & (by_part | known)
        return values, counts, is_retained & ~by_part & counts

    def _level_place(self, word: str) -> int:
        if not word:
            return -1
        return self.tables.levels.index(word) if word in self.tables.levels else -2

    def _add_rated(self, rows: _Rows, rated: Whole, values: Whole, groups: Whole, sums: _Sums) -> None:
        """The amount × the rate of its day: the whole units stay in `values`, the rest goes to `left`."""
        if self.scale is None:
            mask = np.zeros(len(values), bool)
            mask[rated] = True
            self.refuse(rows, mask, "rate_too_fine")
            return
        weights, is_verified = self._rates(rows, rated)
        mine = groups[rated]
        sums.is_blocked[mine[weights < 0]] = True
        sums.is_estimated[mine[~is_verified]] = True
        values[rated], left = times_ratio(values[rated], np.maximum(weights, 0), self.scale)
        np.add.at(sums.left, mine, left)

    def _rates(self, rows: _Rows, rated: Whole) -> tuple[Whole, Flags]:
        """Of each row the rate in parts of the scale (−1: none holds), and whether it is verified."""
        taxes, words = self.columns.names("tax_code")
        on = self.columns.observations["on"].to_numpy()[rows.at][rated]
        pairs = self.tables.level[rows.rule[rated]] * len(words) + taxes[rows.at][rated]
        weights, is_verified = np.full(len(rated), -1, np.int64), np.ones(len(rated), bool)
        for pair in np.flatnonzero(np.bincount(pairs)).tolist():
            level, tax = self.tables.levels[pair // len(words)], words[pair % len(words)]
            held = sorted(
                (rate for rate in self.columns.rates if (rate.tax_code, rate.level) == (tax, level)),
                key=lambda rate: (rate.valid_from, rate.id, rate.revision),
            )
            at = np.flatnonzero(pairs == pair)
            days = np.array([rate.valid_from for rate in held], "datetime64[D]")
            place = np.searchsorted(days.astype(on.dtype), on[at], side="right")
            weights[at] = np.array([-1, *(int(rate.ratio * self.scale) for rate in held)], np.int64)[place]
            is_verified[at] = np.array([True, *(rate.verified for rate in held)], bool)[place]
        return weights, is_verified

    # -- bands and parts

    def _divide(self, sums: _Sums) -> tuple[Bases, Whole]:
        pair, rule = np.divmod(sums.key, max(1, len(self.terms.rules)))
        enrolment, year = np.divmod(pair, max(1, len(self.years)))
        keep = np.ones((len(self.agreements), len(self.years)), bool)
        for refused in self.codes:
            keep[refused] = False
        kept = np.flatnonzero(keep[self.owner[enrolment], year])
        enrolment, year, rule = enrolment[kept], year[kept], rule[kept]
        basis = round_half_up(sums.whole[kept], sums.left[kept], self.scale or 1)
        band = self._bands(enrolment, year, rule)
        band[sums.is_blocked[kept]] = Place.BLOCKED
        blocked = band == Place.BLOCKED
        basis[blocked] = 0
        bases = Bases(
            agreement=self.owner[enrolment],
            project=self.enrolments["project"].to_numpy()[enrolment],
            year=np.array(self.years, np.int64)[year],
            rule=rule,
            band=band,
            basis=basis,
            is_estimated=sums.is_estimated[kept] & ~blocked,
        )
        return bases, self._parts(bases)

    def _bands(self, enrolment: Whole, year: Whole, rule: Whole) -> Whole:
        """The first band that holds the year's number, or why none does; as `sharing.years.find_segment`."""
        tables = self.tables
        calendar = np.array(self.years, np.int64)[year]
        start, state = self._starts(enrolment, rule)
        number = np.where(tables.is_window[rule], calendar, calendar - start + 1)
        first, last, has_band = tables.first[rule], tables.last[rule], tables.has_band[rule]
        holds = (first <= number[:, None]) & (number[:, None] <= last) & has_band
        holds[~(tables.counts_years | tables.is_window)[rule], 0] = True
        before = (number < 1) | (~has_band | (number[:, None] < first)).all(axis=1)
        after = (~has_band | (number[:, None] > last)).all(axis=1)
        band = np.select([before, after], [Place.BEFORE, Place.AFTER], Place.GAP)
        shared = holds.any(axis=1) & ((number >= 1) | ~tables.counts_years[rule])
        band = np.where(shared, holds.argmax(axis=1), band)
        return np.where(state, band, Place.BLOCKED)

    def _starts(self, enrolment: Whole, rule: Whole) -> tuple[Whole, Flags]:
        """The year in which counting begins, and whether it is known: entered and verified, or not needed."""
        tables = self.tables
        year, known = tables.start_year[rule], np.ones(len(rule), bool)
        asks = tables.counts_years[rule] & (tables.start_year[rule] == 0)
        stones = self.columns.first_milestones()
        projects = pd.Index(self.enrolments["project"].unique())
        for place, event in enumerate(self.terms.events):
            mine = stones[stones["event"] == event]
            at = places(mine["project"], projects)
            mine, at = mine[at >= 0], at[at >= 0]
            years, is_verified = np.zeros(len(projects), np.int64), np.zeros(len(projects), bool)
            years[at] = pd.to_datetime(mine["on"]).dt.year
            is_verified[at] = mine["verified"].to_numpy(bool)
            rows = np.flatnonzero(asks & (tables.event[rule] == place))
            project = projects.get_indexer(self.enrolments["project"])[enrolment[rows]]
            year[rows], known[rows] = years[project], is_verified[project]
        return year, known

    def _parts(self, bases: Bases) -> Whole:
        """Shared: by ratios, or whole to each who counts; outside the rule's years: all to the host."""
        tables, rule = self.tables, bases.rule
        parts = np.zeros((len(rule), self.terms.places), np.int64)
        alone = np.flatnonzero((bases.band < 0) & (bases.band != Place.BLOCKED))
        parts[alone, tables.host[rule[alone]]] = bases.basis[alone]
        shared = bases.band >= 0
        whole = np.flatnonzero(shared & tables.is_dual[rule])
        counted = tables.weights[rule[whole], bases.band[whole], 0] > 0
        parts[whole] = np.where(counted, bases.basis[whole, None], 0)
        split = np.flatnonzero(shared & ~tables.is_dual[rule])
        cell = (rule[split], bases.band[split])
        totals = bases.basis[split]
        if tables.lowers.shape[2] == 1:
            slices = np.abs(totals)[:, None]
        else:
            slices = cut_into_tiers(totals, tables.lowers[cell], tables.uppers[cell], tables.is_marginal[cell])
        parts[split] = divide(totals, slices, tables.weights[cell], tables.scales[cell])
        return parts
