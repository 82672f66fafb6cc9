"""What leads put into the shell: menu lines, panels on pages of the industrial base, masks of the history."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from clusters.models import Company, Project
from crm.accounts.roles import Role
from crm.audit.selectors import mask_fields
from crm.office import navigation, panels
from crm.office.navigation import NavItem
from leads import bulk, due
from leads.duplicates import Asked, alike_companies
from leads.models import Enquiry, Lead
from leads.views.common import READERS

SHOWN = 10


def register() -> None:
    """Called once, when all apps have loaded."""
    due.register()
    bulk.register()
    navigation.register(NavItem("leads", _("Leads"), "target-arrow", "leads:leads", READERS, order=20))
    navigation.register(NavItem("enquiries", _("Enquiries"), "inbox", "leads:enquiries", READERS, order=25))
    navigation.register(NavItem("pool", _("Pool"), "users", "leads:pool", READERS, order=22))
    settings = NavItem("lead_settings", _("Rules for leads"), "settings", "leads:gates", (Role.MANAGER,), order=90)
    navigation.register(settings)
    introduced = NavItem(
        "introduced_leads",
        _("Leads we introduced"),
        "target-arrow",
        "partner_leads:introduced",
        order=50,
        side="partner",
    )
    navigation.register(introduced)
    register_panels()
    mask_fields("leads.contact", "phone", "email")


def register_panels() -> None:
    panels.register(
        "clusters.company",
        key="leads",
        title=_("Leads"),
        template="leads/panels/similar.html",
        context=leads_of_company,
        order=50,
    )
    panels.register(
        "clusters.company",
        key="alike",
        title=_("Similar companies"),
        template="leads/panels/alike_companies.html",
        context=companies_alike,
        order=60,
        side=True,
    )
    panels.register(
        "leads.lead",
        key="enquiries",
        title=_("Enquiries"),
        template="leads/panels/enquiries.html",
        context=enquiries_of_lead,
        order=45,
        side=True,
    )
    panels.register(
        "clusters.project",
        key="lead",
        title=_("Lead"),
        template="leads/panels/similar.html",
        context=lead_of_project,
        order=50,
        side=True,
    )


def leads_of_company(company: Company, user: Any) -> dict[str, Any] | None:
    rows = Lead.objects.visible_to(user).filter(company=company).select_related("company")[:SHOWN]
    return {"leads": rows} if rows else None


def companies_alike(company: Company, user: Any) -> dict[str, Any] | None:
    """By the sound of the name and its beginning, for those who work with leads."""
    if not user.has_role(*READERS):
        return None
    near = {*alike_companies(Asked.of(company.name, "", "", ""))[1]} - {company.pk}
    rows = Company.objects.visible_to(user).filter(pk__in=near, merged_into=None).order_by("name")[:SHOWN]
    return {"companies": rows, "may_merge": user.has_role(Role.MANAGER)}


def enquiries_of_lead(lead: Lead, user: Any) -> dict[str, Any] | None:
    """The investor's own words stay there, whatever became of the working copy."""
    rows = Enquiry.objects.visible_to(user).filter(lead=lead)[:SHOWN]
    return {"enquiries": rows} if rows else None


def lead_of_project(project: Project, user: Any) -> dict[str, Any] | None:
    rows = Lead.objects.visible_to(user).filter(project=project).select_related("company")
    return {"leads": rows} if rows else None
