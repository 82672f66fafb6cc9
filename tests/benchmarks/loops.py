"""The same work in plain loops over integers, written down for the agreements of `world` alone.

`loop` does what anybody would write who has rules of this kind as data: it looks for the rule, the year's band and the
rate of each observation, refuses what is there twice, adds up and divides. `bare_loop` knows the rules beforehand, and
looks nothing up: there is nothing quicker in Python.
"""

from collections import defaultdict

from clusters.enclaves import sharing as s

from .world import RATES

SCALE = 100  # all rates and ratios but thirds are hundredths
PARTIES = "ABC"
Part = tuple[str, str, int, str]  # indicator, project, year, party


def loop(agreement: s.Agreement, facts: s.Facts, year: int) -> dict[Part, int]:
    version = agreement.versions[0]
    projects = {project.code: project for project in facts.projects}
    sums: dict[tuple[str, str], int] = defaultdict(int)
    bands = {}
    seen = set()
    for row in facts.observations:
        if row.id in seen or row.project not in projects:
            raise ValueError(row.id)
        seen.add(row.id)
        if row.on.year != year or not row.verified:
            continue
        project = projects[row.project]
        for rule in version.rules:
            if rule.indicator == row.indicator and rule.category in ("", project.category):
                sums[rule.indicator, row.project] += _counted(rule, row)
                bands[rule.indicator, row.project] = _band(rule, project, year)
    parts = {}
    for (indicator, code), value in sums.items():
        whole = (abs(value) + SCALE // 2) // SCALE
        weights = [bands[indicator, code].ratios[party] for party in PARTIES]
        scale = max(ratio.denominator for ratio in weights)
        shares = [ratio.numerator * (scale // ratio.denominator) for ratio in weights]
        for party, part in zip(PARTIES, _divide(whole, shares, scale), strict=True):
            parts[indicator, code, year, party] = part if value >= 0 else -part
    return parts


def _band(rule: s.Rule, project: s.Project, year: int) -> s.YearBand:
    start = min(stone.on for stone in project.milestones if stone.event == rule.start.event)
    number = year - start.year + 1
    return next(band for band in rule.bands if band.first <= number and (band.last is None or number <= band.last))


def _counted(rule: s.Rule, row: s.Observation) -> int:
    if rule.basis.kind is s.BasisKind.TOTAL:
        return row.amount * SCALE
    if row.retained is not None:
        return row.retained * SCALE
    held = [rate for rate in RATES if rate.tax_code == row.tax_code and rate.valid_from <= row.on]
    return row.amount * held[-1].ratio.numerator * (SCALE // held[-1].ratio.denominator)


def _divide(amount: int, shares: list[int], scale: int) -> list[int]:
    parts = [amount * share // scale for share in shares]
    odd = amount - sum(parts)
    if odd:
        for place in sorted(range(len(shares)), key=lambda place: (-(amount * shares[place] % scale), place))[:odd]:
            parts[place] += 1
    return parts


def bare_loop(agreement: s.Agreement, facts: s.Facts) -> dict[Part, int]:
    """All years in one go."""
    hundredths = {rate.tax_code: int(rate.ratio * SCALE) for rate in RATES}
    first = {project.code: project.milestones[0].on.year for project in facts.projects}
    ratios = agreement.versions[0].rules[0].bands[0].ratios
    known = [int(ratios[party] * SCALE) for party in PARTIES]
    sums: dict[tuple[str, str, int], int] = defaultdict(int)
    for row in facts.observations:
        if row.indicator != s.TAX:
            value = row.amount * SCALE
        elif row.retained is not None:
            value = row.retained * SCALE
        else:
            value = row.amount * hundredths[row.tax_code]
        sums[row.indicator, row.project, row.on.year] += value
    parts: dict[Part, int] = {}
    for (indicator, project, year), value in sums.items():
        thirds = indicator != s.TAX or year - first[project] + 1 > 5
        whole = (abs(value) + SCALE // 2) // SCALE
        divided = _divide(whole, [1, 1, 1], 3) if thirds else _divide(whole, known, SCALE)
        for party, part in zip(PARTIES, divided, strict=True):
            parts[indicator, project, year, party] = part if value >= 0 else -part
    return parts
