"""Addresses under /partner/leads/."""

from django.urls import path

from leads.partner import IntroducedLeads

app_name = "partner_leads"

urlpatterns = [path("", IntroducedLeads.as_view(), name="introduced")]
