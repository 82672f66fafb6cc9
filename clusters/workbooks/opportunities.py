"""Opportunities (招商项目). Whether one is shown on the portal is decided on its page, not by a workbook."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from clusters.models import Cluster, Opportunity, Park
from clusters.workbooks.columns import CLUSTER, PARK, SEGMENT
from clusters.workbooks.companies import find_segments
from crm.accounts.roles import Role
from crm.workbooks.cells import Choice, Date, Money, Text
from crm.workbooks.columns import Column, called, layout
from crm.workbooks.kinds import Entry
from crm.workbooks.lookups import Lookup
from crm.workbooks.records import RecordKind

STAGES = {
    "谋划": "planned",
    "谋划储备": "planned",
    "前期": "prepared",
    "前期准备": "prepared",
    "招商中": "open",
    "正在招商": "open",
    "洽谈": "talks",
    "洽谈中": "talks",
    "已落地": "settled",
    "已签约": "settled",
}


class OpportunityKind(RecordKind):
    """What the zone looks for, by its code."""

    name = "opportunities"
    label = _("Opportunities")
    model = Opportunity
    roles = frozenset({Role.MANAGER})
    fields = {"investment": "investment_fen"}
    required_references = ("cluster",)
    examples = {"code": "copper-foil-2027", "title": "电子铜箔项目"}
    layouts = (
        layout(
            "opportunities",
            [
                Column("code", Text(60), called("机会编号、招商项目编号、opportunity code"), required=True),
                Column("title", Text(120), called("机会名称、招商项目名称、opportunity"), required=True),
                Column("title_en", Text(200), called("英文名称、English title")),
                Column("cluster", CLUSTER.type, CLUSTER.names, required=True),
                SEGMENT,
                PARK,
                Column(
                    "stage",
                    Choice(values=STAGES, labels=dict(Opportunity.Stage.choices)),
                    called("项目阶段、阶段、stage"),
                ),
                Column("scale", Text(200), called("建设规模、规模、scale")),
                Column("scale_en", Text(300), called("英文规模、English scale")),
                Column("investment", Money(assumed="万元"), called("投资额、总投资、计划投资、investment")),
                Column("text", Text(2000), called("招商需求、合作需求、寻求合作、what is sought")),
                Column("text_en", Text(3000), called("英文需求、English text")),
                Column("decision_on", Date(), called("决策时间、拟定决策日期、decision by")),
                Column("desk", Text(120), called("联系部门、对接部门、contact desk")),
                Column("desk_en", Text(200), called("英文部门、English desk")),
                Column("desk_phone", Text(60), called("联系电话、部门电话、desk phone")),
                Column("source", Text(200), called("来源、资料来源、source")),
            ],
            "code title",
        ),
    )

    def lookups(self) -> dict[str, Lookup]:
        return {"cluster": Lookup(Cluster.objects.all()), "park": Lookup(Park.objects.all())}

    def check(self, entries: Sequence[Entry], actor: Any) -> None:
        super().check(entries, actor)
        find_segments(entries)

    def queryset(self) -> QuerySet:
        return Opportunity.objects.select_related("cluster", "segment", "park")

    def fill(self, record: Any, entry: Entry) -> None:
        """A segment's word that its cluster's chain does not know is left out."""
        word = entry.values.pop("segment", None)
        super().fill(record, entry)
        if word is not None:
            entry.values["segment"] = word
            record.segment = entry.notes.get("segment_found", record.segment)
