"""One rule in one year: bases, then increment, recovery, tiers and ratios, cap (domain §6, rule 5)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

from .agreement import Mode, Rule, Scope, Version
from .bases import Base, Portion, ProjectYear, unique_reasons
from .caps import apply_cap
from .facts import period_end
from .increments import find_increments, set_base_years_apart
from .lines import Kind, Line, State
from .ratios import DATED_MODES
from .reasons import Code, Reason
from .recovery import Recovery, outlays_of, recover
from .rounding import common_weights, largest_remainder
from .tiers import tier_ratios, tier_slices
from .traces import base_trace, observation_trace, rule_trace, share_trace
from .workings import Pool, RuleYear, Workings
from .years import Anchor, find_segment, number_of


def compute_rule_year(workings: Workings, version: Version, rule: Rule, year: int, until: date) -> RuleYear:
    if rule.mode is Mode.LUMP_SUM:
        return RuleYear((), Pool())
    return _RuleRun(workings, version, rule, year, until).run()


class _RuleRun:
    def __init__(self, workings: Workings, version: Version, rule: Rule, year: int, until: date) -> None:
        self.workings, self.version, self.rule = workings, version, rule
        self.year, self.until = year, until
        self.years = workings.collect(version, year, until)[rule.code]
        self.parties = self._participants()
        self.lines: list[Line] = []
        self.blocked: dict[str, tuple[Reason, ...]] = {}
        self.no_trace: dict = {}
        self.band_shares: dict[int, tuple[list[Fraction], list[int]]] = {}  # of bands whose ratios never change

    def run(self) -> RuleYear:
        pool = self._pool_before()
        bases = self._increment(self._bases())
        shared = [base for base in bases if base.segment.state is State.SHARED]
        unshared = [base for base in bases if base.segment.state is not State.SHARED]
        if self.rule.recoverers:
            pool, shared = self._recover(shared, pool)
        if self.rule.starts_on_recovery:
            shared, late = self._place_after_recovery(shared, pool)
            unshared += late
        for base in unshared:
            self._keep_with_host(base)
        self._divide(shared)
        excess, pool = apply_cap(self.rule, self.lines, pool, self.workings.facts, self.until)
        return RuleYear(tuple(self.lines + excess), pool)

    # -- what is divided

    def _participants(self) -> tuple[str, ...]:
        """Who gets a line, in the parties' order: whom the ratios name, and the host."""
        rule, named = self.rule, {self.workings.agreement.host, *self.rule.recoverers}
        for band in rule.bands:
            named.update(band.ratios)
            if band.tiers:
                named.update(party for tier in band.tiers.tiers for party in tier.ratios)
        if rule.mode in DATED_MODES:
            named |= self.workings.history(self.version, rule).parties
        if rule.mode is Mode.DUAL_FULL_COUNT and not any(band.ratios for band in rule.bands):
            named.update(self.workings.order)
        return tuple(party for party in self.workings.order if party in named)

    def _pool_before(self) -> Pool:
        if not self.rule.recoverers and self.rule.cap is None:
            return Pool()
        return self.workings.rule_year(self.rule.code, self.year - 1).pool

    def _bases(self) -> list[Base]:
        bases: list[Base] = []
        # at the year's end what is blocked is told with the increment: an aggregate needs all its projects
        folds = self.rule.basis.increment is not None and self.until >= period_end(self.year)
        for project in sorted(self.years):
            entry = self.years[project]
            if entry.reasons:
                if not folds:
                    self._block(project, entry.reasons, entry)
                continue
            for segment in sorted(entry.portions, key=lambda segment: segment.label):
                portion = entry.portions[segment]
                bases.append(Base.of(project, segment, portion.exact, [(project, portion)]))
        return bases

    def _increment(self, bases: list[Base]) -> list[Base]:
        if self.rule.basis.increment is None:
            return bases
        plain, counted = set_base_years_apart(self.workings, self.rule, bases)
        if self.until < period_end(self.year):
            return plain  # increments post in the fourth quarter
        found = find_increments(self.workings, self.version, self.rule, self.year, self.years, counted)
        for project in sorted(found.blocked):
            self._block(project, found.blocked[project], self.years.get(project))
        return plain + found.bases

    # -- recovery

    def _recover(self, shared: list[Base], pool: Pool) -> tuple[Pool, list[Base]]:
        outlays, reason = outlays_of(self.rule, self.workings.facts, self.until)
        if reason is not None:
            for project in sorted({base.project for base in shared}):
                self._block(project, [reason], self.years.get(project))
            return pool, []
        recovery = recover(self.rule, outlays, shared, pool, self.year)
        for base, gives in zip(shared, recovery.laid, strict=True):
            self._recovery_lines(base, gives, recovery)
        return recovery.pool, shared

    def _recovery_lines(self, base: Base, gives: Mapping[str, int], recovery: Recovery) -> None:
        step = {**recovery.step, "amount": sum(gives.values()), "rest": base.rest}
        base.steps.append(step)
        for party in self.parties:
            if gives.get(party):
                self._add_line(base, party, gives[party], kind=Kind.RECOVERY, basis=base.amount)

    def _place_after_recovery(self, bases: list[Base], pool: Pool) -> tuple[list[Base], list[Base]]:
        """Years count from the calendar year in which the pool was recovered; what is left of it is year 1."""
        start = self.rule.start
        if start.rule and start.rule != self.rule.code:
            pool = self.workings.rule_year(start.rule, self.year, self.until).pool
        number = number_of(self.rule, Anchor(year=pool.completed), self.until)
        for base in bases:
            dated = base.segment.ratio_on
            base.segment = find_segment(self.rule, number)
            if dated and base.segment.state is State.SHARED:
                label = f"{base.segment.label}@{dated.isoformat()}"
                base.segment = replace(base.segment, ratio_on=dated, label=label)
            for _, portion in base.portions:
                portion.numbers.add(number)
        shared = [base for base in bases if base.segment.state is State.SHARED]
        return shared, [base for base in bases if base.segment.state is not State.SHARED]

    # -- tiers and ratios

    def _divide(self, bases: list[Base]) -> None:
        groups: dict[int, list[Base]] = {}
        for base in bases:
            table = self.rule.bands[base.segment.band].tiers
            if table is not None and table.scope is Scope.AGREEMENT:
                groups.setdefault(base.segment.band, []).append(base)
            else:
                self._divide_one(
                    base, sum(other.rest for other in bases if other.project == base.project) if table else base.rest
                )
        for place in sorted(groups):
            self._divide_together(groups[place])

    def _divide_together(self, bases: list[Base]) -> None:
        """Tiers by the agreement's basis: one line with no project; without one of its projects it is blocked."""
        if self.blocked:
            self._block("", [reason for reasons in self.blocked.values() for reason in reasons], None)
            return
        rest = sum(base.rest for base in bases)
        exact = sum((base.exact for base in bases), Fraction(0))
        portions = [pair for base in bases for pair in base.portions]
        together = Base("", bases[0].segment, exact, rest, rest, portions)
        together.steps = [{"step": "project", "project": base.project, "rest": base.rest} for base in bases]
        together.steps.append({"step": "together", "amount": rest})
        self._divide_one(together, rest)

    def _divide_one(self, base: Base, measured: int) -> None:
        if self.rule.mode is Mode.DUAL_FULL_COUNT:
            self._count_fully(base)
            return
        shares, weights = self._shares(base, measured)
        if not weights:
            self._block(base.project, [Reason(Code.NO_RATIOS, {"rule": self.rule.code})], None)
            return
        division = largest_remainder(base.rest, weights)
        for place, party in enumerate(self.parties):
            trace = share_trace(base.rest, shares[place], division, place) if self.workings.traces else None
            self._add_line(base, party, division.parts[place], share=trace)

    def _shares(self, base: Base, measured: int) -> tuple[list[Fraction], list[int]]:
        """The parties' ratios in their order, and the same as whole weights; no weights where they are no whole."""
        band = base.segment.band
        plain = base.segment.ratio_on is None and self.rule.bands[band].tiers is None
        if plain and band in self.band_shares:
            return self.band_shares[band]
        ratios = self._ratios(base, measured)
        shares = [ratios.get(party, Fraction(0)) for party in self.parties]
        # a draft: its version was not checked, and parts must add up
        weights = [abs(weight) for weight in common_weights(shares)] if sum(shares) == 1 else []
        if plain:
            self.band_shares[band] = (shares, weights)
        return shares, weights

    def _ratios(self, base: Base, measured: int) -> Mapping[str, Fraction]:
        if base.segment.ratio_on is not None:
            _, ratios = self.workings.history(self.version, self.rule).find(base.segment.ratio_on)
            return ratios
        band = self.rule.bands[base.segment.band]
        if band.tiers is None:
            return band.ratios
        slices = [
            {"amount": part, "ratios": {party: str(ratio) for party, ratio in shares.items()}}
            for part, shares in tier_slices(band.tiers, measured)
        ]
        base.steps.append(
            {
                "step": "tiers",
                "method": str(band.tiers.method),
                "scope": str(band.tiers.scope),
                "measured": measured,
                "slices": slices,
            }
        )
        return tier_ratios(band.tiers, measured)

    def _count_fully(self, base: Base) -> None:
        counted = self.rule.bands[base.segment.band].ratios or dict.fromkeys(self.parties, Fraction(1))
        for place, party in enumerate(self.parties):
            ratio = counted.get(party, Fraction(0))
            trace = share_trace(base.rest, ratio, None, place) if self.workings.traces else None
            self._add_line(base, party, base.rest if ratio else 0, share=trace)

    def _keep_with_host(self, base: Base) -> None:
        host = self.workings.agreement.host
        reason = Reason(base.segment.code, self._numbers(base))
        for party in self.parties:
            self._add_line(base, party, base.rest if party == host else 0, reasons=(reason,))

    def _numbers(self, base: Base) -> dict:
        numbers = sorted({number for _, portion in base.portions for number in portion.numbers})
        return {
            "rule": self.rule.code,
            "project": base.project,
            "first": numbers[0] if numbers else None,
            "last": numbers[-1] if numbers else None,
        }

    # -- lines

    def _add_line(
        self,
        base: Base,
        party: str,
        amount: int,
        *,
        kind: Kind = Kind.SHARE,
        basis: int | None = None,
        reasons: tuple[Reason, ...] = (),
        share: dict | None = None,
    ) -> None:
        estimates = base.estimates()
        segment = base.segment
        self.lines.append(
            Line(
                self.rule.book,
                self.rule.code,
                self.rule.indicator,
                base.project,
                party,
                segment.state,
                amount,
                kind,
                segment.label,
                "",
                base.rest if basis is None else basis,
                reasons + estimates,
                bool(estimates),
                self._trace(base, share),
            )
        )

    def _trace(self, base: Base, share: dict | None) -> dict:
        if not self.workings.traces:
            return self.no_trace
        if base.trace is None:  # made once; its steps are the base's own list and go on growing
            base.trace = base_trace(self.version, self.rule, base, self.workings.projects.get(base.project))
        return {**base.trace, "share": share} if share else base.trace

    def _block(self, project: str, reasons: list[Reason], entry: ProjectYear | None) -> None:
        found = self.blocked[project] = unique_reasons(reasons)
        trace = self._blocked_trace(entry) if self.workings.traces else {}
        for party in self.parties:
            self.lines.append(
                Line(
                    self.rule.book,
                    self.rule.code,
                    self.rule.indicator,
                    project,
                    party,
                    State.BLOCKED,
                    None,
                    reasons=found,
                    trace=trace,
                )
            )

    def _blocked_trace(self, entry: ProjectYear | None) -> dict:
        rows = []
        if entry is not None:
            portions: list[Portion] = list(entry.portions.values())
            rows = [
                observation_trace(row, rate, self.rule)
                for portion in portions
                for row, rate in portion.rated_observations
            ]
            rows += [observation_trace(row, None, self.rule) for row in entry.unplaced]
        rows.sort(key=lambda row: (row["on"], row["id"]))
        return {**rule_trace(self.version, self.rule), "observations": rows, "steps": []}
