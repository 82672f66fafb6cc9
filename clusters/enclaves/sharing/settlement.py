"""`settle`: what each party gets in a year, line by line (domain §6)."""

from .agreement import Agreement, Book
from .caps import pay_lump_sums, top_up
from .division import compute_rule_year
from .facts import Facts, period_end
from .lines import Line, Settlement
from .reasons import SharingError
from .workings import Workings


def settle(agreement: Agreement, facts: Facts, year: int, *, quarter: int = 4, traces: bool = True) -> Settlement:
    """The year to the end of `quarter` (4 = the whole year), by the version in force.

    `facts` hold the enrolled projects and all their observations of this year, and of those years before that pools,
    cumulative caps and bases look back on. Increments, floors and lump sums come with the fourth quarter.
    Raises SharingError where nothing can be computed: `no_version`, `no_host`, `unknown_project`, `project_twice`,
    `observation_twice`, `two_rules`, `bad_quarter`.
    """
    if quarter not in (1, 2, 3, 4):
        raise SharingError("bad_quarter", quarter=quarter)
    workings = Workings(agreement, facts, traces=traces, compute=compute_rule_year)
    version, until = agreement.version_in(year), period_end(year, quarter=quarter)
    lines: list[Line] = []
    for rule in version.rules:
        lines += workings.rule_year(rule.code, year, until).lines
    if quarter == 4:
        lines += top_up(version.floors, lines, year)
        lines += pay_lump_sums(workings, version, year)
    return Settlement(agreement.code, version.number, year, quarter, _sorted(agreement, lines))


def _sorted(agreement: Agreement, lines: list[Line]) -> tuple[Line, ...]:
    """Fiscal first, then by rule, project, segment, kind and the parties' order."""
    order = {party.code: place for place, party in enumerate(agreement.parties)}
    return tuple(
        sorted(
            lines,
            key=lambda line: (
                line.book is not Book.FISCAL,
                line.rule,
                line.project,
                line.segment,
                line.kind,
                order[line.party],
                line.counterparty,
            ),
        )
    )
