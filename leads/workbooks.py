"""Workbooks of leads: the ledger (招商线索台账) with its open leads and those that ended."""

from collections.abc import Hashable, Sequence
from copy import copy
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.models import Cluster
from clusters.workbooks.columns import CLUSTER, CREDIT_CODE_NAMES, SEGMENT
from clusters.workbooks.companies import find_segments, is_same_segment
from crm.accounts.models import Organisation, User
from crm.accounts.roles import Role
from crm.common.names import normalise_company_name, normalise_name
from crm.workbooks.cells import CreditCode, Date, Money, Phone, Quantity, Text
from crm.workbooks.columns import Column, called, layout
from crm.workbooks.kinds import CREATED, Change, Entry, register
from crm.workbooks.lookups import Lookup
from crm.workbooks.problems import add_sentences
from crm.workbooks.records import RecordKind
from crm.workbooks.units import AREA, ELECTRICITY
from leads.duplicates import is_protected
from leads.gates import missing_for, position
from leads.models import Lead, LeadSource, LeadStage
from leads.workbook_stages import STAGE_CHOICE
from leads.workbook_undo import leads_used, undo_leads, why_leads_stay
from leads.workbook_writing import FIELDS, OF_CONTACT, OPEN, change_leads, new_facts, new_leads

add_sentences(
    {
        "lead_held": gettext_lazy("This lead is registered already and held by %(holder)s."),
        "lead_double": gettext_lazy("The same company and project are registered as %(code)s, first met on %(day)s."),
        "lead_backwards": gettext_lazy("The lead is at “%(stage)s” already; a step back is a correction on its page."),
        "lead_gates": gettext_lazy("Before “%(stage)s” the lead still needs: %(missing)s."),
        "lead_ended": gettext_lazy("The lead is “%(status)s”; please reopen it on its page first."),
        "lead_end_early": gettext_lazy("The end lies before the first contact."),
        "lead_future": gettext_lazy("“%(value)s” lies in the future."),
    }
)

NAME = Column("name", Text(200), called("项目名称、拟投资项目、项目、project、project name、lead"), required=True)
COMPANY = Column(
    "company",
    Text(200),
    called("企业名称、投资方企业名称、企业、投资企业、投资方名称、公司名称、投资方、company、investor、company name"),
    required=True,
)
CREDIT_CODE = Column("credit_code", CreditCode(), CREDIT_CODE_NAMES)
INVESTMENT = Column(
    "investment",
    Money(assumed="万元"),
    called("拟投资额、投资额、计划投资、拟投资、总投资、投资总额、intended investment、planned investment、investment"),
)
COMMON = (
    NAME,
    COMPANY,
    CREDIT_CODE,
    CLUSTER,
    SEGMENT,
    INVESTMENT,
    Column("land", Quantity(AREA, places=2, assumed="亩"), called("用地需求、用地面积、用地、land、land needed")),
    Column(
        "power",
        Quantity(ELECTRICITY, places=0, assumed="万千瓦时"),
        called("年用电量、用电量、用电需求、electricity、power a year、annual electricity"),
    ),
    Column("contact", Text(60), called("联系人、联系人姓名、联系方式联系人、contact、contact person")),
    Column("phone", Phone(), called("电话、联系电话、手机、手机号、联系方式电话、联系方式、phone、telephone、mobile")),
    Column("source", Text(60), called("来源、线索来源、信息来源、source")),
    Column("introduced_by", Text(100), called("引荐园区、引荐单位、推荐园区、合作园区、introduced by、referred by")),
    Column(
        "stage",
        STAGE_CHOICE,
        called("当前阶段、阶段、项目阶段、stage、current stage"),
    ),
    Column("owner", Text(60), called("责任人、负责人、招商专员、跟进人、owner、responsible")),
    Column("note", Text(2000), called("备注、说明、note、notes、remarks")),
)
FIRST_CONTACT_NAMES = called(
    "首次对接日期、首次对接、首次对接时间、对接日期、首谈日期、first contact、first contact on"
)
ENDED = (
    Column("ended_on", Date(), called("终止日期、终止时间、结束日期、ended on、ended"), required=True),
    Column("lost_reason", Text(200), called("终止原因、原因、流失原因、reason、reason of the end")),
    Column("lost_to", Text(100), called("流向地、流向、去向、落户地、went to")),
)


class LeadKind(RecordKind):
    """A lead is company + project + first contact; an ended one without that date is company + project."""

    name = "leads"
    label = gettext_lazy("Leads")
    model = Lead
    roles = frozenset({Role.PROMOTER, Role.MANAGER})
    fields = FIELDS
    at_once = 100
    examples = {
        "name": gettext_lazy("Sample module project"),
        "company": gettext_lazy("Chuxiong Sample New Materials Co., Ltd."),
        "segment": gettext_lazy("Modules"),
        "investment": 12000,
        "contact": gettext_lazy("Ms Li"),
        "owner": "",
        "note": gettext_lazy("Visited the park twice."),
        "lost_reason": gettext_lazy("Too little power"),
        "lost_to": gettext_lazy("Qujing"),
    }
    hints = {
        "owner": gettext_lazy("The name as in the accounts; another name is kept as text."),
        "segment": gettext_lazy("The link of the cluster's value chain, as it is called here."),
    }
    layouts = (
        layout(
            "open",
            (*COMMON, Column("first_contact_on", Date(), FIRST_CONTACT_NAMES, required=True)),
            "name company first_contact_on",
            title=gettext_lazy("Open leads"),
        ),
        layout("ended", (*COMMON, *ENDED), "name company ended_on", title=gettext_lazy("Ended leads")),
    )

    # --- what an entry means ---

    def lookups(self) -> dict[str, Lookup]:
        return {
            "cluster": Lookup(Cluster.objects.all()),
            "source": Lookup(LeadSource.objects.all()),
            "introduced_by": Lookup(Organisation.objects.filter(kind=Organisation.Kind.PARTNER)),
        }

    def check(self, entries: Sequence[Entry], actor: Any) -> None:
        super().check(entries, actor)
        find_segments(entries)
        people = Lookup(User.objects.filter(is_active=True), lambda user: [user.full_name, user.username])
        for entry in entries:
            entry.notes["actor"] = actor
            if entry.get("owner"):
                entry.notes["owner_found"] = people.exact(entry.get("owner"))
            for column in ("first_contact_on", "ended_on"):
                if entry.get(column) and entry.get(column) > timezone.localdate():
                    entry.refuse("lead_future", column, value=entry.get(column))

    def key(self, entry: Entry) -> Hashable:
        return lead_key(entry.get("company"), entry.get("name"), entry.get("first_contact_on"))

    def key_column(self) -> str:
        return "company"

    def title(self, entry: Entry) -> str:
        return f"{entry.get('name') or ''} · {entry.get('company') or ''}"

    # --- what there is ---

    def match(self, entries: Sequence[Entry], actor: Any) -> dict[Hashable, Any]:
        leads = leads_of([entry.get("company") for entry in entries], actor)
        dated = {lead_key(lead.company.name, lead.name, lead.first_contact_on): lead for lead in leads}
        undated: dict[Hashable, Lead] = {}
        for lead in sorted(leads, key=lambda lead: lead.status in OPEN):  # of several the open one is meant
            undated[lead_key(lead.company.name, lead.name, None)] = lead
        found = {
            entry.key: lead
            for entry in entries
            if (lead := (dated if entry.get("first_contact_on") else undated).get(entry.key)) is not None
        }
        self.refuse_hidden(entries, found, actor)
        self.tell_doubles([entry for entry in entries if entry.key not in found], undated, actor)
        return found

    def tell_doubles(self, entries: Sequence[Entry], known: dict[Hashable, Lead], actor: Any) -> None:
        """A new row about a company and project that somebody holds already, first met on another day."""
        for entry in entries:
            lead = known.get(lead_key(entry.get("company"), entry.get("name"), None))
            if lead is None or lead.status not in OPEN:
                continue
            if actor is not None and is_protected(lead) and not Lead.objects.filter(pk=lead.pk).visible_to(actor):
                entry.refuse("lead_held", "company", holder=holder_of(lead))
            else:
                entry.warn("lead_double", "company", code=lead.code, day=lead.first_contact_on or "—")

    def refuse_hidden(self, entries: Sequence[Entry], found: dict[Hashable, Any], actor: Any) -> None:
        """Whoever comes second is told who holds the lead, and nothing else of it (domain.md §3)."""
        if actor is None:
            return
        keys = [lead.pk for lead in found.values()]
        seen = set(Lead.objects.filter(pk__in=keys).visible_to(actor).values_list("pk", flat=True))
        for entry in entries:
            lead = found.get(entry.key)
            if lead is not None and lead.pk not in seen:
                entry.refuse("lead_held", "company", holder=holder_of(lead))

    def current(self, record: Lead) -> dict[str, Any]:
        apart = ("company", "name", "credit_code", *OF_CONTACT)
        values = {name: self.read(record, name) for name in self.types if name not in apart}
        values["owner"] = str(record.owner) if record.owner else values["owner"]
        contact = next(iter(record.contacts.all()), None)
        values |= {name: getattr(contact, field, None) or None for name, field in OF_CONTACT.items()}
        # A code is entered where there was none; two different codes are two companies, told by `changes`.
        return values | {"credit_code": record.company.credit_code}

    def changes(self, entry: Entry, record: Lead) -> list[Change]:
        changes = [one for one in super().changes(entry, record) if not is_same_segment(one, entry, record)]
        if any(change.column == "stage" for change in changes):
            refuse_stage(entry, record, changes)
        ended, first = entry.get("ended_on"), record.first_contact_on
        if ended and first and ended < first:
            entry.refuse("lead_end_early", "ended_on")
        return changes

    # --- writing ---

    def save(self, entries: Sequence[Entry], actor: Any, reason: str) -> None:
        """New leads at once and changed facts at once; each other change by its own door, with that one's rules."""
        new_leads([entry for entry in entries if entry.action == CREATED], actor, reason)
        change_leads([entry for entry in entries if entry.action != CREATED], actor, reason)

    why_rows_stay = staticmethod(why_leads_stay)
    used = staticmethod(leads_used)

    def undo(self, rows: Sequence[tuple[Any, Any]], actor: Any, reason: str) -> int:
        undo_leads(rows, self.fields, actor, reason)
        return 0


def holder_of(lead: Lead) -> Any:
    return lead.owner or lead.owner_text or lead.team or _("the zone")


def lead_key(company: str, project: str, first_contact_on: Any) -> Hashable:
    """Half- or full-width brackets and blanks make no other lead."""
    return normalise_name(company), normalise_name(project), first_contact_on and first_contact_on.isoformat()


def leads_of(companies: Sequence[str], actor: Any) -> list[Lead]:
    """Leads of companies of these names; a confidential one that the actor does not know of stays unknown."""
    keys = list({normalise_company_name(name) for name in companies})
    known = Lead.objects.all() if actor is None else Lead.objects.known_to_exist(actor)
    rows = known.filter(company__name_key__in=keys, merged_into=None)
    return list(
        rows.select_related("company", "cluster", "source", "introduced_by", "owner", "team")
        .prefetch_related("contacts")
        .order_by("pk")
    )


def refuse_stage(entry: Entry, lead: Lead, changes: Sequence[Change]) -> None:
    """Later moves, also by import, pass the gates (domain.md §3), with what the same row fills in."""
    stage = entry.get("stage")
    if position(stage) < position(lead.stage):
        entry.refuse("lead_backwards", "stage", stage=lead.get_stage_display())
        return
    if lead.status != Lead.Status.ACTIVE:
        entry.refuse("lead_ended", "stage", status=lead.get_status_display())
        return
    filled = copy(lead)
    for name, value in new_facts(entry, {change.column for change in changes}).items():
        setattr(filled, name, value)
    missing = missing_for(filled, stage, entry.notes.get("actor"))
    if missing:
        names = "、".join(str(item) for item in missing)
        entry.refuse("lead_gates", "stage", stage=LeadStage(stage).label, missing=names)


def register_kinds() -> None:
    register(LeadKind())
