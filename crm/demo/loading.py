"""The demo, step by step: people, the sample workbooks through the same import that users have, agreements, portal.

Every step is idempotent: what is there already is left alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from clusters.enclaves.demo import create_demo_agreements
from clusters.enclaves.models import Agreement, Settlement
from clusters.enclaves.services import settlement_compute, settlement_issue
from clusters.models import Building, EvaluationCriterion, EvaluationScheme, Parcel
from clusters.selectors.sites import sites_for
from crm.accounts.models import User
from crm.common.records import bulk_update_by
from crm.workbooks.kinds import KINDS
from crm.workbooks.services import import_file
from leads.models import Lead, LeadStage
from leads.services.edits import lead_edit
from leads.sites import need_of

WORKBOOKS = Path(__file__).parent / "workbooks"


@dataclass(frozen=True)
class Source:
    """A sample workbook, the kind it goes in as, and whose import it is."""

    kind: str
    file: str
    username: str


SOURCES = (
    Source("companies", "企业名录.csv", "manager"),
    Source("parcels", "地块与厂房.xlsx", "manager"),
    Source("buildings", "地块与厂房.xlsx", "manager"),
    Source("leads", "招商线索台账.xlsx", "manager"),
    Source("enclave_projects", "飞地项目清单.xlsx", "finance"),
    Source("observations", "飞地项目月报2024.xlsx", "finance"),
    Source("observations", "飞地项目月报2025.xlsx", "finance"),
)
ISSUED_YEAR = 2024


def import_workbooks(tell: Callable[[str], None]) -> None:
    """All good rows of the sample workbooks; what is refused is told, as on the import page."""
    for source in SOURCES:
        plan = import_file(
            kind=KINDS[source.kind],
            data=(WORKBOOKS / source.file).read_bytes(),
            name=source.file,
            actor=User.objects.get(username=source.username),
            good_rows=True,
        )
        counts = " ".join(f"{name}={count}" for name, count in plan.counts.items() if count)
        tell(f"{source.kind:<17} {source.file}  {counts}")


def show_sites() -> None:
    """Available and reserved sites stand on the portal; that is the demo's choice, the zone makes its own."""
    manager = User.objects.get(username="manager")
    choices = (
        (Parcel, [Parcel.Status.AVAILABLE, Parcel.Status.RESERVED]),
        (Building, [Building.Status.VACANT, Building.Status.BOOKED]),
    )
    for model, statuses in choices:
        rows = list(model.objects.filter(status__in=statuses, is_public=False))
        for row in rows:
            row.is_public = True
        bulk_update_by(model, rows, ["is_public"], manager, _("Shown on the portal"))


def ask_for_parks() -> None:
    """Leads in negotiation and after ask for the park of the site that fits them best: the ledger has no parks."""
    manager = User.objects.get(username="manager")
    settled = (LeadStage.NEGOTIATION, LeadStage.APPROVAL, LeadStage.SIGNED)
    for lead in Lead.objects.filter(stage__in=settled, park=None).select_related("cluster").order_by("pk"):
        for fit in sites_for(need_of(lead), manager, 1):
            lead_edit(lead_id=lead.pk, changes={"park": fit.site.park}, actor=manager, reason=_("Demo data"))


def issue_settlements() -> None:
    """The settlements of 2024, computed and issued, so that each partner has a statement to answer."""
    finance = User.objects.get(username="finance")
    for agreement in Agreement.objects.order_by("code"):
        if not Settlement.objects.filter(agreement=agreement, year=ISSUED_YEAR).exists():
            settlement = settlement_compute(agreement=agreement, year=ISSUED_YEAR, actor=finance)
            settlement_issue(settlement=settlement, actor=finance)


def create_example_scheme() -> None:
    """Four of 黄岩's six criteria: the sample workbooks have no emission and no research spending."""
    if EvaluationScheme.objects.filter(code="example").exists():
        return
    manager, reason = User.objects.get(username="manager"), _("Demo data")
    scheme = EvaluationScheme(
        code="example",
        name="示例：有数据的四项",
        name_en="Example: four criteria that have figures",
        first_year=ISSUED_YEAR,
        source="黄岩 2022 年工业企业亩均效益评价中的四项",
    ).save_by(manager, reason)
    found = EvaluationCriterion.objects.filter(scheme__code="huangyan-2022")
    for criterion in found.exclude(numerator__code="research_spending").exclude(denominator__code="emission"):
        kept = ("name", "name_en", "numerator", "denominator", "baseline", "weight", "order")
        own = EvaluationCriterion(scheme=scheme, **{name: getattr(criterion, name) for name in kept})
        own.save_by(manager, reason)


def create_agreements() -> None:
    create_demo_agreements()
