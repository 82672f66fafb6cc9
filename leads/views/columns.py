"""What a lead's page tells of it, column by column."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.office.columns import Column, area, money
from leads.models import Lead
from leads.views.lists import owner_of, status_badge


def lead_columns(lead: Lead) -> tuple[Column | str, ...]:
    return (
        Column("company", _("Company"), value="company.name", link=company_address),
        Column("credit_code", _("Credit code"), value="company.credit_code"),
        Column("status", _("Status"), value=status_badge),
        Column("owner", _("Owner"), value=owner_of),
        Column("team", _("Team")),
        Column("cluster", _("Cluster")),
        Column("segment", _("Value-chain segment"), value=lambda row: row.segment or row.segment_text),
        money("investment_fen", _("Intended investment")),
        area("land_sqm", _("Land needed")),
        Column("power_kwh_year", _("Electricity"), numeric=True, unit=_("kWh a year")),
        Column("source", _("Source")),
        *(
            [Column("channel", _("Agent, fund or office"), link=lambda row: row.channel.get_absolute_url())]
            if lead.channel_id
            else []
        ),
        Column("introduced_by", _("Introduced by"), value="introduced_by.name"),
        Column("first_contact_on", _("First contact")),
        Column("protected_until", _("Protected until"), value=protection_of),
        *([Column("expands", _("Adds capital to"))] if lead.expands_id else []),
        Column("tags", _("Tags")),
        Column("note", _("Note")),
    )


def company_address(lead: Lead) -> str | None:
    return lead.company.get_absolute_url() if hasattr(lead.company, "get_absolute_url") else None


def protection_of(lead: Lead) -> str:
    return lead.protected_until.isoformat() if lead.protected_until else _("to be confirmed")


def next_step_of(lead: Lead) -> str:
    return " · ".join(str(part) for part in (lead.next_step_on, lead.next_step) if part)


NEXT_STEP = Column("next_step", gettext_lazy("Next step"), value=next_step_of)
