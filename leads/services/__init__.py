"""Every change of a lead goes through one of these doors; import from here."""

from leads.services.registration import ContactFacts, LeadFacts, lead_create_historical, lead_register

__all__ = ["ContactFacts", "LeadFacts", "lead_create_historical", "lead_register"]
