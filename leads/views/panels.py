"""What a lead's page shows beside its fields and its timeline."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.selectors.sites import sites_for
from crm.accounts.roles import Role
from crm.audit.models import Access
from crm.office.columns import Column, area, money
from crm.office.views import Panel
from leads.models import Contact, Lead, Screening
from leads.models.needs import EXPECTATIONS, NEEDS
from leads.scoring import score
from leads.selectors import similar_leads
from leads.services.rights import may_change
from leads.sites import need_of
from leads.views.choices import choices_for
from leads.views.columns import NEXT_STEP

SITES_SHOWN = 5


def next_step_panel(lead: Lead, user: Any) -> dict[str, Any]:
    return {"record": lead, "column": NEXT_STEP, "editable": {}, "may_work": may_change(lead, user)}


def contacts_panel(lead: Lead, user: Any) -> dict[str, Any]:
    """Numbers are masked; the owner, his team and whom it is shared with read them, managers uncover them."""
    rows = list(Contact.objects.visible_to(user).filter(lead=lead))
    may = may_change(lead, user)
    return {"contacts": rows, "may_uncover": may and bool(rows), "may_work": may}


def similar_panel(lead: Lead, user: Any) -> dict[str, Any] | None:
    rows = list(similar_leads(lead, user))
    return {"leads": rows} if rows else None


def choices_panel(lead: Lead, user: Any) -> dict[str, Any] | None:
    choices = choices_for(lead, user)
    return {"choices": choices} if choices else None


def needs_panel(lead: Lead, user: Any) -> dict[str, Any]:
    told = any(getattr(lead, name) not in (None, "", False) for name in (*NEEDS, *EXPECTATIONS))
    return {"fields": need_columns() if told else (), "record": lead, "may_work": may_change(lead, user)}


def need_columns() -> tuple[Column, ...]:
    return (
        area("floor_sqm", _("Factory floor"), unit="㎡"),
        Column("power_kva", _("Power needed"), numeric=True, unit="kVA"),
        Column("water_m3_day", _("Water needed"), numeric=True, unit=_("m³ a day")),
        Column("needs_gas", _("Natural gas")),
        Column("land_use", _("Land use asked for")),
        Column("park", _("Park asked for")),
        money("output_fen_year", _("Output a year")),
        money("tax_fen_year", _("Tax a year")),
        money("value_added_fen_year", _("Value added a year")),
        Column("energy_tce_year", _("Energy a year"), numeric=True, unit=_("tce")),
    )


def sites_panel(lead: Lead, user: Any) -> dict[str, Any]:
    """Parcels and factory units that fit, best first and why; nothing is ranked while nothing is asked."""
    need = need_of(lead)
    asks = bool(need.land_sqm or need.floor_sqm or need.power_kva or need.water_m3_day)
    return {
        "fits": sites_for(need, user, SITES_SHOWN) if asks else [],
        "asks": asks,
        "may_work": may_change(lead, user),
    }


def screening_panel(lead: Lead, user: Any) -> dict[str, Any]:
    """The score by the rules in force, part by part, and the last verdict that somebody confirmed."""
    found = score(lead)
    return {
        "score": found,
        "proposal": Screening.Verdict(found.proposal).label if found.proposal else "",
        "last": lead.last_screening,
        "may_work": may_change(lead, user),
        "may_confirm": user.has_role(Role.MANAGER),
    }


ACCESSES_SHOWN = 10


def accesses_panel(lead: Lead, user: Any) -> dict[str, Any] | None:
    """Who read the numbers in full, for the lead's owner and for managers."""
    if lead.owner_id != user.pk and not user.has_role(Role.MANAGER):
        return None
    rows = Access.objects.filter(subject_key=f"lead:{lead.pk}").select_related("user")[:ACCESSES_SHOWN]
    return {"accesses": rows} if rows else None


LEAD_PANELS = (
    Panel("next_step", gettext_lazy("Next step"), "leads/panels/next_step.html", next_step_panel, 10, side=True),
    Panel("contacts", gettext_lazy("Contacts"), "leads/panels/contacts.html", contacts_panel, 20, side=True),
    Panel("choices", gettext_lazy("What can be done"), "leads/panels/choices.html", choices_panel, 30, side=True),
    Panel("needs", gettext_lazy("Needs and expectations"), "leads/panels/needs.html", needs_panel, 40),
    Panel("screening", gettext_lazy("Screening"), "leads/panels/screening.html", screening_panel, 45),
    Panel("sites", gettext_lazy("Sites that fit"), "leads/panels/sites.html", sites_panel, 50),
    Panel(
        "accesses", gettext_lazy("Who read the numbers"), "leads/panels/accesses.html", accesses_panel, 960, side=True
    ),
    Panel("similar", gettext_lazy("Similar leads"), "leads/panels/similar.html", similar_panel, 950, side=True),
)
