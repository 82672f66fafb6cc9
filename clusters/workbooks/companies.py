"""The list of companies (企业名录)."""

from collections.abc import Hashable, Sequence
from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from clusters.models import Cluster, Company, Park, Segment
from clusters.workbooks.columns import CLUSTER, CREDIT_CODE_NAMES, PARK, SEGMENT
from crm.accounts.roles import Role
from crm.common.bulk import existing
from crm.common.names import normalise_company_name
from crm.workbooks.cells import Code, CreditCode, Date, Money, Text, YesNo
from crm.workbooks.columns import Column, called, layout
from crm.workbooks.kinds import Change, Entry
from crm.workbooks.lookups import Lookup
from crm.workbooks.records import RecordKind

ABOVE_SCALE_NAMES = called("是否规上、规上、规上企业、above scale、is above scale、above designated size")


class CompanyKind(RecordKind):
    """A company is found by its credit code; without one, by its name among those without one."""

    name = "companies"
    label = _("Companies")
    model = Company
    roles = frozenset({Role.PROMOTER, Role.MANAGER})
    key_name = "credit_code"
    fields = {"segment": "segment_text", "registered_capital": "registered_capital_fen"}
    examples = {
        "name": _("Chuxiong Sample New Materials Co., Ltd."),
        "name_en": "Chuxiong Sample New Materials Co., Ltd.",
        "registered_place": _("Chuxiong, Yunnan"),
        "industry_code": "3825",
        "registered_capital": 5000,
        "segment": _("Modules"),
        "website": "https://example.com",
    }
    hints = {
        "industry_code": _("Four digits of GB/T 4754-2017."),
        "segment": _("The link of the cluster's value chain, as it is called here."),
    }
    layouts = (
        layout(
            "companies",
            [
                Column(
                    "name",
                    Text(200),
                    called("企业名称、公司名称、单位名称、企业、company、company name、name"),
                    required=True,
                ),
                Column("credit_code", CreditCode(), CREDIT_CODE_NAMES),
                Column("name_en", Text(200), called("英文名称、企业英文名称、English name")),
                Column(
                    "registered_place",
                    Text(100),
                    called("注册地、注册地址、注册地区、所在地、registered in、registered place"),
                ),
                Column("industry_code", Code(6), called("行业代码、国民经济行业代码、industry code")),
                Column(
                    "registered_capital",
                    Money(assumed="万元"),
                    called("注册资本、注册资金、registered capital、capital"),
                ),
                Column(
                    "founded_on", Date(), ("成立日期", "成立时间", "注册日期", "founded", "founded on", "date founded")
                ),
                CLUSTER,
                SEGMENT,
                Column(
                    "is_above_scale",
                    YesNo(),
                    ABOVE_SCALE_NAMES,
                ),
                PARK,
                Column("website", Text(200), called("网址、网站、官网、website")),
            ],
            "name credit_code",
        ),
    )

    def lookups(self) -> dict[str, Lookup]:
        return {"cluster": Lookup(Cluster.objects.all()), "park": Lookup(Park.objects.all())}

    def check(self, entries: Sequence[Entry], actor: Any) -> None:
        super().check(entries, actor)
        find_segments(entries)

    def key(self, entry: Entry) -> Hashable:
        return entry.get("credit_code") or ("name", normalise_company_name(entry.get("name")))

    def title(self, entry: Entry) -> str:
        return entry.get("name") or ""

    def queryset(self) -> QuerySet:
        return Company.objects.select_related("cluster", "park")

    def match(self, entries: Sequence[Entry], actor: Any) -> dict[Hashable, Any]:
        found = {}
        coded = [entry for entry in entries if entry.get("credit_code")]
        found.update(super().match(coded, actor))
        rest = [entry for entry in entries if entry.key not in found]
        keys = [normalise_company_name(entry.get("name")) for entry in rest]
        nameless = companies_without_code(keys)
        for entry, key in zip(rest, keys, strict=True):
            company = nameless.get(key)
            if company is not None:
                found[entry.key] = company
        return found

    other_keys = ("name",)

    def other_key(self, column: str, entry: Entry) -> Hashable:
        return normalise_company_name(entry.get("name"))

    def match_by(self, column: str, entries: Sequence[Entry], actor: Any) -> dict[Hashable, Any]:
        """By name alone, whatever codes are known; a name that several companies have finds none."""
        found: dict[Hashable, Any] = {}
        known = existing(Company, "name_key", [entry.key for entry in entries])
        several = set()
        for start in range(0, len(known), 500):
            for company in self.queryset().filter(name_key__in=known[start : start + 500], merged_into=None):
                several |= {company.name_key} if company.name_key in found else set()
                found[company.name_key] = company
        for entry in entries:
            if entry.key in several:
                entry.refuse("several", "name")
        self.refuse_hidden(entries, found, actor)
        return found

    follows = frozenset({"name_key", "name_sound", "came_with_lead", "segment", "segment_text"})

    def prepare(self, record: Any) -> None:
        record.prepare()

    def changes(self, entry: Entry, record: Any) -> list[Change]:
        return [change for change in super().changes(entry, record) if not is_same_segment(change, entry, record)]

    def fill(self, record: Any, entry: Entry) -> None:
        super().fill(record, entry)
        record.came_with_lead = False  # it stands in a directory: it is known
        if "segment" in entry.values:
            record.segment_text = entry.get("segment") or record.segment_text
            record.segment = entry.notes.get("segment_found", record.segment)


def companies_without_code(keys: Sequence[str]) -> dict[str, Company]:
    """Companies known by name only, by the name's key; keys that several share find none."""
    found: dict[str, Company | None] = {}
    known = existing(Company, "name_key", keys)
    rows = Company.objects.filter(name_key__in=known, credit_code=None, merged_into=None)
    for company in rows.select_related("cluster", "park"):
        found[company.name_key] = None if company.name_key in found else company
    return {key: company for key, company in found.items() if company is not None}


def is_same_segment(change: Change, entry: Entry, record: Any) -> bool:
    """Another word for the segment that the record points to is no change of it."""
    found = entry.notes.get("segment_found")
    return change.column == "segment" and found is not None and found == record.segment


def find_segments(entries: Sequence[Entry]) -> None:
    """A segment's word is kept as entered; it points to the chain's segment where the cluster has one of that name."""
    lookups: dict[int, Lookup] = {}
    for segment in Segment.objects.select_related("cluster"):
        lookups.setdefault(segment.cluster_id, Lookup([])).add(segment)
    exact = cache(lambda cluster, text: lookups[cluster].exact(text) if cluster in lookups else None)
    for entry in entries:
        cluster, text = entry.notes.get("cluster"), entry.values.get("segment")
        found = exact(cluster.pk, text) if text and cluster else None
        if found is not None:
            entry.notes["segment_found"] = found
