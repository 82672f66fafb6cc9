"""Addresses of partners under /partner/."""

from django.urls import path

from clusters.enclaves.views import papers, partner, partner_shares, partner_simulations, submissions

app_name = "partner"

urlpatterns = [
    path("", partner.PartnerHome.as_view(), name="home"),
    path("agreements/<int:pk>/", partner.PartnerAgreement.as_view(), name="agreement"),
    path("agreements/<int:pk>/shares/", partner_shares.PartnerShares.as_view(), name="shares"),
    path("simulations/", partner_simulations.PartnerSimulationList.as_view(), name="simulations"),
    path("simulations/<int:pk>/", partner_simulations.PartnerSimulation.as_view(), name="simulation"),
    path("statements/<int:pk>/", partner.PartnerStatement.as_view(), name="statement"),
    path("statements/<int:pk>/confirm/", partner.PartnerStatementConfirm.as_view(), name="statement_confirm"),
    path("statements/<int:pk>/pdf/", papers.PartnerStatementFile.as_view(form="pdf"), name="statement_pdf"),
    path("statements/<int:pk>/xlsx/", papers.PartnerStatementFile.as_view(form="xlsx"), name="statement_xlsx"),
    path("statements/<int:pk>/csv/", papers.PartnerStatementFile.as_view(form="csv"), name="statement_csv"),
    path("statements/<int:pk>/json/", papers.PartnerStatementFile.as_view(form="json"), name="statement_json"),
    path("figures/", submissions.PartnerFigures.as_view(), name="figures"),
    path("figures/new/", submissions.PartnerFigureEntry.as_view(), name="figure_new"),
    path("figures/<int:pk>/", submissions.PartnerFigure.as_view(), name="figure"),
    path("figures/<int:pk>/withdraw/", submissions.PartnerFigureWithdraw.as_view(), name="figure_withdraw"),
    path("lines/<int:pk>/", partner.PartnerLine.as_view(), name="line"),
    path("lines/<int:pk>/confirm/", partner.PartnerConfirm.as_view(), name="line_confirm"),
    path("lines/<int:pk>/dispute/", partner.PartnerDispute.as_view(), name="line_dispute"),
]
