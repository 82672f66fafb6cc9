"""Where the money of settlements comes from and goes to: projects, through taxes, to parties, as a picture's flows.

A line's amount is laid on the taxes of its basis in proportion to what each adds to it; so both sides of each tax are
equal. Only the fiscal book flows: attributed figures are no money. What is not above zero cannot be drawn.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from clusters.enclaves.models import SettlementLine, SharingRule
from clusters.enclaves.names import name_of, names_of_taxes
from crm.common.money import FEN_PER_UNIT
from crm.office.charts import Chart, Flow

Amounts = dict[tuple[str, str], Fraction]
UNIT = "万元"


def flow_chart(lines: Iterable[SettlementLine]) -> Chart | None:
    """Of one settlement, in 万元; None where no fiscal line has an amount above zero."""
    return chart_of(lines, project_of, _("From projects through taxes to parties"))


def year_flow_chart(lines: Iterable[SettlementLine]) -> Chart | None:
    """The same over all agreements of a year: each agreement is one source."""
    return chart_of(lines, agreement_of, _("From agreements through taxes to parties"))


def chart_of(lines: Iterable[SettlementLine], source_of: Callable[[SettlementLine], str], title: str) -> Chart | None:
    into, out = flows_of(lines, source_of)
    if not into:
        return None
    flows = [Flow(*ends, in_unit(amount)) for amounts in (into, out) for ends, amount in amounts.items()]
    return Chart("flows", title, "flows", flows=flows, unit=UNIT)


def project_of(line: SettlementLine) -> str:
    return line.project.code if line.project else _("The agreement as a whole")


def agreement_of(line: SettlementLine) -> str:
    return line.settlement.agreement.code


def flows_of(
    lines: Iterable[SettlementLine], source_of: Callable[[SettlementLine], str] = project_of
) -> tuple[Amounts, Amounts]:
    """Fen by (source, tax) and by (tax, party)."""
    taxes = names_of_taxes()
    into: Amounts = defaultdict(Fraction)
    out: Amounts = defaultdict(Fraction)
    for line in lines:
        if line.book != SharingRule.Book.FISCAL or not line.amount or line.amount <= 0:
            continue
        source = source_of(line)
        for tax, share in tax_shares(line, taxes).items():
            into[source, tax] += line.amount * share
            out[tax, name_of(line.party)] += line.amount * share
    return dict(into), dict(out)


def tax_shares(line: SettlementLine, taxes: dict[str, str]) -> dict[str, Fraction]:
    """Which part of the line each tax of its basis carries; a line without such observations is one by its kind."""
    counted: dict[str, Fraction] = defaultdict(Fraction)
    for row in line.trace.get("observations", []):
        if row.get("counted") and row.get("tax_code"):
            counted[taxes.get(row["tax_code"], row["tax_code"])] += Fraction(row["counted"])
    positive = {tax: amount for tax, amount in counted.items() if amount > 0}
    whole = sum(positive.values(), Fraction(0))
    return (
        {tax: amount / whole for tax, amount in positive.items()} if whole else {line.get_kind_display(): Fraction(1)}
    )


def in_unit(fen: Fraction) -> Decimal:
    """Two decimals, half up."""
    exact = Decimal(fen.numerator) / fen.denominator / FEN_PER_UNIT[UNIT]
    return exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
