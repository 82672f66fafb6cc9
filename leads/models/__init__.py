"""Leads, from first clue to signing. One module a noun; import from here."""

from leads.models.activities import Activity
from leads.models.contacts import Contact
from leads.models.enquiries import Enquiry
from leads.models.leads import Lead, StageMove
from leads.models.stages import Gate, LeadSource, LeadStage

__all__ = ["Activity", "Contact", "Enquiry", "Gate", "Lead", "LeadSource", "LeadStage", "StageMove"]
