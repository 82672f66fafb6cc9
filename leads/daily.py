"""What leads have done once a day."""

from datetime import date

from crm.office.daily import daily
from leads.services import drafts_expire, leads_recycle


@daily("leads.pool")
def recycle(day: date) -> str:
    """Leads that stood still beyond the limit go into the pool."""
    return f"{leads_recycle(day)} recycled"


@daily("leads.drafts")
def erase_drafts(day: date) -> str:
    """Enquiries that were begun and not sent are kept for a few days, as their page says."""
    return f"{drafts_expire(day)} erased"
