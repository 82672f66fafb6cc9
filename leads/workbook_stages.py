"""How ledgers write a lead's stage."""

from crm.workbooks.cells import Choice
from leads.models import LeadStage
from leads.models.stage_names import StagesInForce

STAGES = {
    "线索": LeadStage.CLUE,
    "研判": LeadStage.ASSESSMENT,
    "在谈": LeadStage.NEGOTIATION,
    "洽谈": LeadStage.NEGOTIATION,
    "拟签约": LeadStage.APPROVAL,
    "签约": LeadStage.SIGNED,
    "已签约": LeadStage.SIGNED,
}


class StageChoice(Choice):
    """By the zone's own names of the day as well."""

    @property
    def known(self) -> dict[str, str]:
        names, known = self.__dict__.get("_known", (None, {}))
        if names is not StagesInForce.current():
            known = Choice.known.func(self)
            self.__dict__["_known"] = (StagesInForce.current(), known)
        return known


STAGE_CHOICE = StageChoice(values=STAGES, labels=dict(LeadStage.choices))
