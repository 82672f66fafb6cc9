"""Leads, from first clue to signing. One module a noun; import from here."""

from leads.models.activities import Activity
from leads.models.approvals import StageApproval
from leads.models.channels import Channel
from leads.models.contacts import Contact
from leads.models.drafts import DraftFile, EnquiryDraft
from leads.models.enquiries import Enquiry, EnquiryMessage
from leads.models.holding import Contest, Handover, PoolMove
from leads.models.leads import Lead, StageMove
from leads.models.merges import Merge
from leads.models.rules import CalendarDay, LeadRules, Sequence
from leads.models.screening import Criterion, Mark, Screening
from leads.models.stages import Gate, LeadSource, LeadStage, StageSetting

__all__ = [
    "Activity",
    "CalendarDay",
    "Channel",
    "Contact",
    "Contest",
    "Criterion",
    "DraftFile",
    "Enquiry",
    "EnquiryDraft",
    "EnquiryMessage",
    "Gate",
    "Handover",
    "Lead",
    "LeadRules",
    "LeadSource",
    "LeadStage",
    "Mark",
    "Merge",
    "PoolMove",
    "Screening",
    "Sequence",
    "StageApproval",
    "StageMove",
    "StageSetting",
]
