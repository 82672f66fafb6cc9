"""Figures of projects (飞地项目月报) as observations: checked, compared, entered or corrected."""

from collections.abc import Hashable, Iterable, Sequence
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from clusters.models import Indicator, Observation, Project, Tax
from clusters.services import facts
from clusters.workbooks.figures import FIGURE_COLUMNS, LAYOUTS, RECEIPTS, TYPES, read_figures
from crm.accounts.roles import Role
from crm.workbooks.cells import Date, Text, Type, Whole
from crm.workbooks.kinds import CREATED, Change, Entry, Kind, at_row
from crm.workbooks.lookups import Lookup, refuse_unknown
from crm.workbooks.problems import add_sentences
from crm.workbooks.restoring import used_records
from crm.workbooks.tables import Table

add_sentences(
    {
        "unknown_project": _("There is no project “%(value)s”; please import the list of projects first."),
        "other_company": _("The project belongs to a company with another credit code."),
        "falling": _("The cumulative figure is lower than that of the month before (%(before)s)."),
        "month_gap": _("A month before this one is empty, so the figure since January is unknown."),
        "no_period": _("“%(value)s” is no period, such as 2024, 2024年1-6月 or 2024-06."),
        "no_slip": _("A tax receipt needs its slip number."),
    }
)


NAMED = (*FIGURE_COLUMNS, RECEIPTS)


class ObservationKind(Kind):
    """A figure is its project, indicator and period; a tax receipt its slip, tax and project."""

    name = "observations"
    label = _("Figures of projects")
    model = Observation
    roles = frozenset({Role.FINANCE})
    is_one_a_row = False
    set_size = 0  # a cumulative figure is compared with the months before it
    layouts = LAYOUTS
    examples = {
        "code": "FD-0000",
        "project_name": _("Sample module project"),
        "amount": 120.5,
        "retained": 60.25,
        "slip": "T000000001",
        "indicator": _("Revenue"),
        "output": 12000,
        "revenue": 15000,
        "period": "2026-03",
        "value": "100",
        "unit": "万元",
        "receipt_tax": "",
        "receipt_slip": "",
    }
    hints = {
        "receipt_tax": _("Of a tax receipt only."),
        "receipt_slip": _("Of a tax receipt only."),
        "credit_code": _("The company's, to make sure that the right project is meant. May be left empty."),
        "amount": _("A refund is negative."),
        "period": _("2026, 2026-03 or 2026年1-3月: always since January."),
    }

    @cached_property
    def types(self) -> dict[str, Type]:
        """Of what an entry holds, whatever the sheet looked like."""
        text, day, number = Text(), Date(), Whole(negative=True)
        return {
            **dict.fromkeys(("code", "indicator", "tax", "slip", "credit_code", "entered_value", "entered_unit"), text),
            **dict.fromkeys(("start", "end"), day),
            **dict.fromkeys(("value", "retained"), number),
        }

    unshown = frozenset({"entered_value", "value"})  # the cell stands under the name of its indicator

    @property
    def labels(self) -> dict[str, str]:
        further = {"start": _("from"), "end": _("to"), "entered_unit": _("Unit"), "indicator": _("Indicator")}
        return super().labels | {name: str(label) for name, label in further.items()}

    def shown_cell(self, name: str, text: str) -> str:
        """Figures of a wide sheet hold their indicator's code."""
        return next((str(column) for column in NAMED if name == "indicator" and column.name == text), text)

    def choices(self, actor: Any) -> dict[str, Sequence[str]]:
        named = [str(column) for column in NAMED]
        taxes = Lookup(Tax.objects.all()).titles()
        return super().choices(actor) | {"tax": taxes, "receipt_tax": taxes, "indicator": named}

    def entries(self, table: Table, number: int, row: Sequence[Any]) -> list[Entry]:
        return read_figures(self, table, number, row)

    def check(self, entries: Sequence[Entry], actor: Any) -> None:
        projects = known_projects(entries, actor)
        indicators = {indicator.code: indicator for indicator in Indicator.objects.all()}
        taxes = Lookup(Tax.objects.all())
        for entry in entries:
            entry.notes["project"] = projects.get(entry.get("code"))
            entry.notes["indicator"] = indicators[entry.get("indicator")]
            check_project(entry)
            if entry.get("tax"):
                check_tax(entry, taxes)
                entry.key = self.key(entry)  # by the tax's own name, whatever it was called
        warn_falling(entries)

    def key(self, entry: Entry) -> Hashable:
        if entry.get("indicator") == "tax":
            return entry.get("slip"), entry.get("tax"), entry.get("code")
        return entry.get("code"), entry.get("indicator"), entry.get("start"), entry.get("end")

    def title(self, entry: Entry) -> str:
        parts = (entry.get("code"), entry.notes.get("indicator"), entry.get("tax"), entry.get("end"), entry.get("slip"))
        return " · ".join(str(part) for part in parts if part)

    def key_column(self) -> str:
        return "slip"

    def match(self, entries: Sequence[Entry], actor: Any) -> dict[Hashable, Observation]:
        codes = {entry.get("code") for entry in entries}
        rows = Observation.objects.current().filter(project__code__in=codes)
        return {key_of(row): row for row in rows.select_related("project", "indicator", "tax")}

    def by_id(self, keys: Sequence[int], actor: Any) -> dict[int, Observation]:
        """The revision that went out; where another one followed, correcting it is refused by the service."""
        rows = Observation.objects.filter(pk__in=keys).select_related("project", "indicator", "tax")
        return {row.pk: row for row in (rows if actor is None else rows.visible_to(actor))}

    def current(self, record: Observation) -> dict[str, Any]:
        return {
            "start": record.period_start,
            "end": record.period_end,
            "value": record.value,
            "retained": record.retained_value,
        }

    def changes(self, entry: Entry, record: Observation) -> list[Change]:
        """Figures are shown in the unit that suits the indicator, dates as dates."""
        figure, current = TYPES[record.indicator.unit], self.current(record)
        labels = {"start": _("from"), "end": _("to"), "value": _("value"), "retained": _("locally retained")}
        found = []
        for name, label in labels.items():
            old, new = current[name], entry.get(name)
            if new is not None and new != old:
                shown = figure.shown if name in ("value", "retained") else str
                found.append(Change(name, str(label), shown(old) if old is not None else "", shown(new)))
        return found

    def save(self, entries: Sequence[Entry], actor: Any, reason: str) -> None:
        """A finance officer, or the system, vouches for what he brings; others' figures wait to be verified."""
        verified = actor is None or actor.has_role(Role.FINANCE)
        created = [entry for entry in entries if entry.action == CREATED]
        saved = facts.record_many(facts=[new_observation(entry) for entry in created], actor=actor, verified=verified)
        for entry, observation in zip(created, saved, strict=True):
            entry.record = observation
        for entry in entries:
            if entry.action != CREATED:
                with at_row(entry):
                    entry.record = facts.correct(
                        fact=entry.record, actor=actor, reason=reason, verified=verified, **changed_fields(entry)
                    )

    # --- taking back ---

    can_undo = True

    def locked(self, keys: Sequence[int]) -> Iterable[Observation]:
        return Observation.objects.select_for_update().filter(pk__in=keys)

    def was_changed(self, row: Any, record: Observation) -> bool:
        """Another revision followed: a correction or a withdrawal."""
        return not record.is_current

    def used(self, keys: Sequence[int]) -> set[int]:
        return used_records(Observation, keys)

    def undo(self, rows: Sequence[tuple[Any, Observation]], actor: Any, reason: str) -> int:
        """New figures are withdrawn, corrected ones say again what they said: both are further revisions."""
        facts.withdraw_many(
            facts=[record for row, record in rows if row.version_before is None], actor=actor, reason=reason
        )
        facts.restore_many(
            facts=[record for row, record in rows if row.version_before is not None], actor=actor, reason=reason
        )
        return 0


# --- checking ---


def known_projects(entries: Sequence[Entry], actor: Any) -> dict[str, Project]:
    codes = {entry.get("code") for entry in entries}
    rows = Project.objects.filter(code__in=codes).select_related("company")
    return {project.code: project for project in (rows if actor is None else rows.visible_to(actor))}


def check_project(entry: Entry) -> None:
    project = entry.notes["project"]
    if project is None:
        entry.refuse("unknown_project", "code", value=entry.get("code"))
    elif entry.get("credit_code") and project.company.credit_code not in (None, entry.get("credit_code")):
        entry.warn("other_company", "credit_code")


def check_tax(entry: Entry, taxes: Lookup) -> None:
    tax = taxes.exact(entry.get("tax"))
    if tax is None:
        refuse_unknown(entry, "tax", taxes)
    else:
        entry.notes["tax"], entry.values["tax"] = tax, tax.name


def warn_falling(entries: Sequence[Entry]) -> None:
    """Within a year a figure since January does not fall; a refund of output is told, not refused."""
    before: dict[Hashable, Entry] = {}
    for entry in entries:
        if entry.get("indicator") == "tax" or entry.get("start") == entry.get("end"):
            continue
        series = entry.get("code"), entry.get("indicator"), entry.get("start")
        last = before.get(series)
        if last and last.get("end") < entry.get("end") and last.get("value") > entry.get("value"):
            unit = entry.notes["indicator"].unit
            entry.warn("falling", entry.get("indicator"), before=TYPES[unit].shown(last.get("value")))
        before[series] = entry


# --- writing ---


def key_of(row: Observation) -> Hashable:
    if row.tax is not None:
        return row.slip_number, row.tax.name, row.project.code
    return row.project.code, row.indicator.code, row.period_start, row.period_end


def new_observation(entry: Entry) -> Observation:
    return Observation(
        project=entry.notes["project"],
        indicator=entry.notes["indicator"],
        tax=entry.notes.get("tax"),
        period_start=entry.get("start"),
        period_end=entry.get("end"),
        slip_number=entry.get("slip") or "",
        state=Observation.State.SUBMITTED,
        source=f"{entry.book} {entry.sheet} {entry.row}"[-200:],
        value=entry.get("value"),
        retained_value=entry.get("retained"),
        entered_value=entry.get("entered_value"),
        entered_unit=entry.get("entered_unit"),
    )


def changed_fields(entry: Entry) -> dict[str, Any]:
    fields = {"value": "value", "retained": "retained_value", "start": "period_start", "end": "period_end"}
    changes = {fields[change.column]: entry.get(change.column) for change in entry.changes}
    source = f"{entry.book} {entry.sheet} {entry.row}"[-200:]
    return changes | {
        "entered_value": entry.get("entered_value"),
        "entered_unit": entry.get("entered_unit"),
        "source": source,
    }
