"""The list of enclave projects (飞地项目清单): project, company, agreement with its parties, category, milestones."""

from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.enclaves.models import Agreement, Enrolment, Party
from clusters.enclaves.services import enrolment_take
from clusters.enclaves.workbook_undo import (
    noted,
    project_was_changed,
    projects_used,
    undo_projects,
    was_taken_back,
    why_projects_stay,
)
from clusters.models import Company, Milestone, Park, Project
from clusters.services.projects import milestone_correct, milestone_record, project_create
from clusters.workbooks.columns import CREDIT_CODE_NAMES, PROJECT_CODE_NAMES
from crm.accounts.models import Organisation
from crm.accounts.roles import Role
from crm.common.records import bulk_update_by
from crm.workbooks.cells import Code, CreditCode, Date, Quantity, Text
from crm.workbooks.columns import Column, called, layout
from crm.workbooks.kinds import CREATED, Entry, at_row, register
from crm.workbooks.lookups import Lookup, refuse_unknown
from crm.workbooks.problems import add_sentences
from crm.workbooks.records import RecordKind
from crm.workbooks.units import AREA

add_sentences(
    {
        "other_parties": gettext_lazy("Agreement %(agreement)s has other parties: %(parties)s."),
        "same_party": gettext_lazy("Origin and host are the same."),
        "future_date": gettext_lazy("This date lies in the future; a milestone has happened."),
        "other_name": gettext_lazy("The credit code belongs to “%(company)s”."),
    }
)

EVENTS = {
    "signed_on": Milestone.Event.SIGNED,
    "construction_on": Milestone.Event.CONSTRUCTION,
    "production_on": Milestone.Event.PRODUCTION,
    "first_tax_on": Milestone.Event.FIRST_TAX,
}
OF_RECORD = {"name": "name", "land": "land_sqm"}
PARTIES = {"origin": Party.PartyRole.ORIGIN, "host": Party.PartyRole.HOST}


class EnclaveProjectKind(RecordKind):
    """An enclave project is found by its code. A date that is missing stays unknown; it is never guessed."""

    name = "enclave_projects"
    label = gettext_lazy("Enclave projects")
    model = Project
    roles = frozenset({Role.FINANCE})
    fields = {"land": "land_sqm"}
    at_once = 100
    examples = {
        "code": "FD-0000",
        "name": gettext_lazy("Sample module project"),
        "company": gettext_lazy("Chuxiong Sample New Materials Co., Ltd."),
        "agreement": "XY-0000",
        "category": gettext_lazy("Joint investment"),
        "production_on": "",
        "first_tax_on": "",
    }
    hints = {
        "agreement": gettext_lazy("A new number makes a draft of an agreement between the two parties."),
        "category": gettext_lazy("A category that the agreement's rules name, or empty."),
    }
    layouts = (
        layout(
            "enclave_projects",
            (
                Column("code", Code(40), PROJECT_CODE_NAMES, required=True),
                Column("name", Text(200), called("项目名称、项目、project name、project"), required=True),
                Column("company", Text(200), called("企业名称、公司名称、企业、company、company name"), required=True),
                Column("credit_code", CreditCode(), CREDIT_CODE_NAMES),
                Column("agreement", Code(40), called("协议编号、协议、协议号、agreement、agreement no"), required=True),
                Column("origin", Text(100), called("飞出地、招引方、协作地、origin"), required=True),
                Column("host", Text(100), called("飞入地、承接地、承载地、host"), required=True),
                Column("category", Text(40), called("项目类别、类别、合作类别、category")),
                Column("signed_on", Date(), called("签约日期、签约时间、signed on、signed")),
                Column("construction_on", Date(), called("开工日期、开工时间、construction start、construction")),
                Column("production_on", Date(), called("投产日期、投产时间、production start、production")),
                Column(
                    "first_tax_on",
                    Date(),
                    called("首次纳税日期、首次纳税时间、首笔税款日期、first tax paid、first tax"),
                ),
                Column("land", Quantity(AREA, places=2, assumed="亩"), called("用地、用地面积、实际用地、land")),
            ),
            "code agreement origin host",
        ),
    )

    def choices(self, actor: Any) -> dict[str, Sequence[str]]:
        names = list(map(str, known_places().order_by("pk")))
        return super().choices(actor) | {"origin": names, "host": names[::-1]}

    # --- checking ---

    def check(self, entries: Sequence[Entry], actor: Any) -> None:
        places = Lookup(known_places())
        parties = known_parties(entries)
        companies = known_companies(entries)
        for entry in entries:
            check_party(entry, "origin", places)
            check_party(entry, "host", places)
            check_agreement(entry, parties.get(entry.get("agreement")))
            company = companies.get(entry.get("credit_code"))
            if company is not None and company.name != entry.get("company"):
                entry.warn("other_name", "company", company=company.name)
            for column in EVENTS:
                if entry.get(column) and entry.get(column) > timezone.localdate():
                    entry.refuse("future_date", column)

    def title(self, entry: Entry) -> str:
        return f"{entry.get('code') or ''} {entry.get('name') or ''}"

    # --- what there is ---

    def match(self, entries: Sequence[Entry], actor: Any) -> dict[Hashable, Any]:
        found = super().match(entries, actor)
        wanted = {entry.key: entry.get("agreement") for entry in entries}
        for key, project in found.items():
            know_facts(project, wanted[key])
        return found

    def by_id(self, keys: Sequence[int], actor: Any) -> dict[int, Any]:
        found = super().by_id(keys, actor)
        for project in found.values():
            know_facts(project, None)
        return found

    def at_versions(self, wanted: Sequence[tuple[int, int]]) -> dict[tuple[int, int], dict[str, Any]]:
        return {}  # dates and agreements are facts of their own, which a project's version does not tell

    def queryset(self) -> Any:
        return Project.objects.select_related("company").prefetch_related(
            "milestones", "enrolments__agreement__parties__organisation"
        )

    def current(self, record: Any) -> dict[str, Any]:
        """Parties belong to the agreement, names of companies to the company: neither is changed from here."""
        enrolment = next(iter(record.known_enrolments), None)
        dates = {column: milestone_date(record, event) for column, event in EVENTS.items()}
        return {
            "name": record.name,
            "agreement": enrolment and enrolment.agreement.code,
            "category": (enrolment and enrolment.category) or record.category or None,
            "land": record.land_sqm,
            "credit_code": record.company.credit_code,
            **dates,
        }

    # --- writing ---

    def save(self, entries: Sequence[Entry], actor: Any, reason: str) -> None:
        """What only the project's own record says goes in at once; what makes or corrects facts, row by row."""
        rest = [entry for entry in entries if not is_plain(entry)]
        change_records([entry for entry in entries if is_plain(entry)], actor, reason)
        for entry in rest:
            with at_row(entry):
                write_entry(entry, actor, reason)

    # --- taking back ---

    was_changed = staticmethod(project_was_changed)
    used = staticmethod(projects_used)
    why_rows_stay = staticmethod(why_projects_stay)
    undo = staticmethod(undo_projects)


def is_plain(entry: Entry) -> bool:
    """A known project of which the list changes nothing but name or land."""
    return entry.action != CREATED and entry.changed_columns <= OF_RECORD.keys() and not was_taken_back(entry.record)


def change_records(entries: Sequence[Entry], actor: Any, reason: str) -> None:
    names = {field.name for field in Project._meta.fields}
    for entry in entries:
        fields = {OF_RECORD[change.column]: entry.get(change.column) for change in entry.changes}
        for name, value in fields.items():
            setattr(entry.record, name, value)
        with at_row(entry):
            entry.record.clean_fields(exclude=names - fields.keys())
    if entries:
        bulk_update_by(Project, [entry.record for entry in entries], list(OF_RECORD.values()), actor, reason)


def write_entry(entry: Entry, actor: Any, reason: str) -> None:
    if entry.action == CREATED:
        entry.record = open_project(entry, actor, reason)
    else:
        change_project(entry, actor, reason)
    if entry.base is None or (entry.get("agreement") and PARTIES.keys() <= entry.notes.keys()):
        enrol(entry, actor, reason)
    for column, event in EVENTS.items():
        set_milestone(entry, column, event, actor, reason)
    entry.record.refresh_from_db(fields=["version"])  # a milestone may have moved it


def known_parties(entries: Sequence[Entry]) -> dict[str, list[Party]]:
    codes = {entry.get("agreement") for entry in entries}
    found: dict[str, list[Party]] = {}
    for party in Party.objects.filter(agreement__code__in=codes).select_related("agreement", "organisation"):
        found.setdefault(party.agreement.code, []).append(party)
    return found


def know_facts(project: Project, agreement: str | None) -> None:
    """Its dates, and its enrolments: of several agreements the one that the list names is what it is compared with."""
    project.known_milestones = {row.event: row for row in project.milestones.all() if row.is_current}
    project.known_enrolments = named_first(project.enrolments.all(), agreement)


def named_first(enrolments: Iterable[Enrolment], code: str | None) -> list[Enrolment]:
    return sorted(enrolments, key=lambda enrolment: enrolment.agreement.code != code)


def known_companies(entries: Sequence[Entry]) -> dict[str, Company]:
    codes = {code for entry in entries if (code := entry.get("credit_code"))}
    return {str(company.credit_code): company for company in Company.objects.filter(credit_code__in=codes)}


def check_party(entry: Entry, column: str, places: Lookup) -> None:
    if entry.base is not None and not entry.get(column):
        return  # a list that came back without this column changes nothing there
    found = places.find_place(entry.get(column))
    if found is None:
        refuse_unknown(entry, column, places)
        return
    entry.notes[column] = found
    if column == "host" and found == entry.notes.get("origin"):
        entry.refuse("same_party", column)


def check_agreement(entry: Entry, parties: list[Party] | None) -> None:
    """An agreement that exists keeps its parties: a list of projects does not rewrite it."""
    if not parties:
        return
    ours = {(role, entry.notes[column]) for column, role in PARTIES.items() if column in entry.notes}
    if not ours <= {(party.role, party.organisation) for party in parties}:
        names = "、".join(str(party.organisation) for party in parties)
        entry.refuse("other_parties", "agreement", agreement=entry.get("agreement"), parties=names)


def milestone_date(project: Any, event: str) -> date | None:
    milestone = project.known_milestones.get(event)
    return milestone.happened_on if milestone else None


def open_project(entry: Entry, actor: Any, reason: str) -> Project:
    parks = Lookup(Park.objects.all())
    return project_create(
        company=company_for(entry, actor, reason),
        name=entry.get("name"),
        code=entry.get("code"),
        actor=actor,
        reason=reason,
        category=entry.get("category") or "",
        land_sqm=entry.get("land"),
        park=parks.exact(entry.get("host")) or Park.objects.filter(is_carrier=True).first(),
    )


def company_for(entry: Entry, actor: Any, reason: str) -> Company:
    code = entry.get("credit_code")
    found = Company.objects.filter(credit_code=code).first() if code else None
    found = found or Company.objects.filter(name=entry.get("company"), credit_code=None).first()
    if found is not None:
        return found
    return noted(entry, Company(name=entry.get("company"), credit_code=code).save_by(actor, reason))


def change_project(entry: Entry, actor: Any, reason: str) -> None:
    project = entry.record
    changed = entry.changed_columns
    comes_back = was_taken_back(project)
    if comes_back:
        project.status = Project.Status.ACTIVE
    if "credit_code" in changed:
        project.company = company_for(entry, actor, reason)
    for column, field in (("name", "name"), ("category", "category"), ("land", "land_sqm")):
        if column in changed:
            setattr(project, field, entry.get(column))
    if comes_back or changed & {"credit_code", "name", "category", "land"}:
        project.full_clean()
        project.save_by(actor, reason)


def enrol(entry: Entry, actor: Any, reason: str) -> None:
    before = dict(entry.record.enrolments.values_list("pk", "version"))
    enrolment = enrolment_take(
        agreement=agreement_for(entry, actor, reason),
        project=entry.record,
        category=entry.get("category") or "",
        enrolled_from=entry.get("signed_on"),
        actor=actor,
        reason=reason,
    )
    if enrolment.version != before.get(enrolment.pk):
        noted(entry, enrolment, before.get(enrolment.pk))


def known_places() -> QuerySet[Organisation]:
    """Who may be origin or host."""
    return Organisation.objects.filter(kind__in=[Organisation.Kind.PARTNER, Organisation.Kind.ZONE])


def agreement_for(entry: Entry, actor: Any, reason: str) -> Agreement:
    """The agreement of that number; a new one has the two parties and no rules yet."""
    agreement = Agreement.objects.filter(code=entry.get("agreement")).first()
    if agreement is not None:
        return agreement
    host = entry.get("host")  # as the list calls it: 云甸工业园区 is a park of the zone, which is the party
    names = {"origin": entry.notes["origin"], "host": host}
    agreement = Agreement(code=entry.get("agreement"), name=_("Agreement %(origin)s – %(host)s") % names)
    noted(entry, agreement.save_by(actor, reason))
    for order, (column, role) in enumerate(PARTIES.items(), 1):
        party = Party(agreement=agreement, organisation=entry.notes[column], role=role, order=order)
        if column == "host":
            park = Lookup(Park.objects.all()).exact(host)
            party.name, party.name_en = host, park.name_en if park else ""
        noted(entry, party.save_by(actor, reason))
    return agreement


def set_milestone(entry: Entry, column: str, event: str, actor: Any, reason: str) -> None:
    day = entry.get(column)
    if day is None:
        return
    known = Milestone.objects.current().filter(project=entry.record, event=event).first()
    verified = actor is None or actor.has_role(Role.FINANCE)
    if known is None:
        given = {"happened_on": day, "actor": actor, "source": reason, "verified": verified}
        noted(entry, milestone_record(project=entry.record, event=event, **given))
    elif known.happened_on != day:
        given = {"happened_on": day, "actor": actor, "reason": reason, "verified": verified}
        noted(entry, milestone_correct(milestone=known, **given), known.version)


def register_kinds() -> None:
    register(EnclaveProjectKind())
