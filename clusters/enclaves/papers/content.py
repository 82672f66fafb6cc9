"""What stands on a statement, in the reader's language and before it takes a form."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from clusters.enclaves.amounts import unit_word
from clusters.enclaves.models import Settlement, SettlementLine, SharingRule, Statement
from clusters.enclaves.names import name_of
from clusters.enclaves.selectors.explanations import formula, unique, years_sentence
from clusters.enclaves.selectors.reports import RELATED, order_of
from clusters.enclaves.sentences import reason_sentence
from clusters.enclaves.verification import address_of, grouped_code

Book = SharingRule.Book
TOLD_ONCE = "unverified_rules"  # on top, for all lines
RULE = ("rule__agreement_version__agreement",)


@dataclass(frozen=True)
class PaperLine:
    """`share` is (divided amount, ratio) where the line is exactly their product, so that a reader can check it."""

    line: SettlementLine
    project: str
    name: str
    kind: str
    state: str
    amount: int | None
    share: tuple[int, Fraction] | None
    formula: tuple[str, ...]
    remarks: tuple[str, ...]

    @property
    def is_estimated(self) -> bool:
        return self.line.is_estimated

    @property
    def is_blocked(self) -> bool:
        return self.line.is_blocked


@dataclass
class PaperGroup:
    """The lines of one book and indicator; assessment figures carry their mark."""

    title: str
    book: str
    unit: str
    is_assessment: bool
    lines: list[PaperLine] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)

    @property
    def unit_word(self) -> str:
        return unit_word(self.unit)

    @property
    def total(self) -> int:
        """Of this party alone; books, indicators and parties are never added up."""
        return sum(line.amount or 0 for line in self.lines)

    @property
    def total_label(self) -> str:
        blocked = sum(line.is_blocked for line in self.lines)
        return _("Total (without %(number)d blocked)") % {"number": blocked} if blocked else _("Total")


@dataclass(frozen=True)
class Paper:
    statement: Statement
    facts: tuple[tuple[str, str], ...]
    groups: tuple[PaperGroup, ...]
    warnings: tuple[str, ...]

    @property
    def title(self) -> str:
        return _("Statement of enclave sharing")

    @property
    def has_assessment(self) -> bool:
        return any(group.is_assessment for group in self.groups)


def assessment_mark() -> str:
    return _("For the yearly assessment only, not to be made public.")


def paper_of(statement: Statement) -> Paper:
    """The lines of the statement's own round: a superseded paper can still be read, and says that it is one."""
    rows = statement.settlement.lines.filter(round=statement.round, party=statement.party).order_by("number")
    lines = list(rows.select_related(*RELATED, *RULE, "settlement", "restates__settlement"))
    return Paper(statement, tuple(facts_of(statement)), tuple(groups_of(lines)), tuple(warnings_of(statement, lines)))


def facts_of(statement: Statement) -> Iterable[tuple[str, str]]:
    settlement = statement.settlement
    yield _("Number"), statement.number
    yield _("Agreement"), f"{name_of(settlement.agreement)} ({settlement.agreement.code})"
    yield _("Agreement version"), str(settlement.agreement_version.number)
    yield _("Period"), settlement.period
    yield _("Party"), name_of(statement.party)
    yield _("State"), str(settlement.get_state_display())
    yield _("Date of issue"), timezone.localtime(statement.issued_at).strftime("%Y-%m-%d %H:%M")
    yield _("Verification code"), grouped_code(statement.verification_code)
    yield _("To be checked at"), address_of(statement.verification_code)


def warnings_of(statement: Statement, lines: list[SettlementLine]) -> Iterable[str]:
    settlement = statement.settlement
    if statement.round != settlement.round or settlement.state == Settlement.State.COMPUTED:
        yield _("Superseded: the settlement was opened again after this statement was issued.")
    if settlement.is_estimated:
        yield _("Estimate: the rules of this agreement were not checked against the signed paper yet.")
    elif any(line.is_estimated for line in lines):
        yield _("Figures marked as estimates rest on rates that were not checked against their documents.")


def groups_of(lines: Iterable[SettlementLine]) -> list[PaperGroup]:
    """Fiscal first, then by indicator."""
    found: dict[tuple[str, int | None], PaperGroup] = {}
    for line in sorted(lines, key=lambda line: (line.book != Book.FISCAL, order_of(line.indicator), line.number)):
        key = (line.book, line.indicator_id)
        if key not in found:
            title = name_of(line.indicator) if line.indicator else line.get_kind_display()
            found[key] = PaperGroup(title, line.get_book_display(), line.unit, line.book == Book.ASSESSMENT)
        found[key].lines.append(paper_line(line))
        sentence = line.rule.sentence() if line.rule else ""
        if sentence and sentence not in found[key].rules:
            found[key].rules.append(sentence)
    return list(found.values())


def paper_line(line: SettlementLine) -> PaperLine:
    trace = line.trace or {}
    reasons = [reason for reason in unique(line.reasons) if reason["code"] != TOLD_ONCE]
    remarks = [correction_of(line), years_sentence(trace.get("year") or {}), *map(reason_sentence, reasons)]
    return PaperLine(
        line=line,
        project=line.project.code if line.project else "",
        name=line.project.name if line.project else line.get_kind_display(),
        kind=line.get_kind_display(),
        state=line.get_state_display(),
        amount=line.amount,
        share=exact_share(line, trace),
        formula=() if line.is_blocked else tuple(formula(trace, line)),
        remarks=tuple(filter(None, remarks)),
    )


def correction_of(line: SettlementLine) -> str:
    """Which posted line a difference corrects, or which closed year a late line belongs to."""
    if line.restates:
        named = {"number": line.restates.settlement.number, "line": line.restates.number, "year": line.about_year}
        return _("Corrects line %(line)d of %(number)s, of the year %(year)d.") % named
    if line.about_year != line.settlement.year:
        return _("Posted late for the year %(year)d.") % {"year": line.about_year}
    return ""


def exact_share(line: SettlementLine, trace: dict[str, Any]) -> tuple[int, Fraction] | None:
    """None where a remainder was handed out, where quarters were taken off, or where something else made the amount."""
    share = trace.get("share")
    if not share or line.amount is None:
        return None
    whole, ratio = share["of"], Fraction(share["ratio"])
    return (whole, ratio) if whole * ratio == line.amount else None
