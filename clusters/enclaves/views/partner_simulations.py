"""Partner pages of simulations that the zone shared with this place; to read only."""

from typing import Any

from django.utils.translation import gettext_lazy

from clusters.enclaves.models import Simulation
from clusters.enclaves.views.comparison import comparison
from clusters.enclaves.views.partner import PartnerDetail
from clusters.enclaves.views.simulations import SIMULATIONS, parties_named
from crm.office.columns import Column
from crm.office.views import PartnerListPage


class PartnerSimulationList(PartnerListPage):
    model = Simulation
    queryset = SIMULATIONS
    section = "simulations"
    title = gettext_lazy("Simulations")
    lead = gettext_lazy("Shared with you by the zone, before anything is signed.")
    default_sort = "-changed"
    empty_text = gettext_lazy("None has been shared with you yet.")
    columns = (
        Column("name", gettext_lazy("Name"), sort="name", link=lambda row: f"/partner/simulations/{row.pk}/"),
        Column("parties", gettext_lazy("Parties"), value=parties_named),
        Column("changed", gettext_lazy("Changed"), value="updated_at", sort="updated_at"),
    )


class PartnerSimulation(PartnerDetail):
    """Its own share is drawn first."""

    queryset = SIMULATIONS
    model = Simulation
    section = "simulations"
    template_name = "enclaves/simulation.html"

    def get_lead(self) -> str:
        return parties_named(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        organisation_id = self.request.user.organisation_id
        mine = next(party.code for party in self.object.parties.all() if party.organisation_id == organisation_id)
        found = comparison(self.object, self.request.GET.get("party") or mine)
        return super().get_context_data(**found, may_edit=False, **kwargs)
