"""The base views that every app's pages are made of."""

from crm.office.actions import Action
from crm.office.badges import Badge
from crm.office.columns import Column
from crm.office.details import DetailPage, PartnerDetailPage
from crm.office.edits import ActionPage, FormPage, PartnerActionPage, PartnerFormPage
from crm.office.lists import ListPage, PartnerListPage
from crm.office.navigation import Crumb, NavItem
from crm.office.pages import OfficePage, PartnerPage
from crm.office.panels import Panel

__all__ = [
    "Action",
    "ActionPage",
    "Badge",
    "Column",
    "Crumb",
    "DetailPage",
    "FormPage",
    "ListPage",
    "NavItem",
    "OfficePage",
    "Panel",
    "PartnerActionPage",
    "PartnerDetailPage",
    "PartnerFormPage",
    "PartnerListPage",
    "PartnerPage",
]
