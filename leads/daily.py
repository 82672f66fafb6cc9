"""What leads have done once a day."""

from datetime import date

from crm.office.daily import daily
from leads.services import leads_recycle


@daily("leads.pool")
def recycle(day: date) -> str:
    """Leads that stood still beyond the limit go into the pool."""
    return f"{leads_recycle(day)} recycled"
