"""Addresses of agreements and settlements under /office/."""

from django.urls import path

from clusters.enclaves.views import agreements, facts, lines, notation, papers, per_mu, rules, settlements

app_name = "enclaves"

urlpatterns = [
    path("agreements/", agreements.AgreementList.as_view(), name="agreements"),
    path("agreements/new/", agreements.AgreementOpening.as_view(), name="agreement_new"),
    path("agreements/<int:pk>/", agreements.AgreementDetail.as_view(), name="agreement"),
    path("agreements/<int:pk>/settle/", agreements.SettleYear.as_view(), name="settle"),
    path("agreements/<int:pk>/per-mu/", per_mu.AgreementPerMu.as_view(), name="per_mu"),
    path("agreements/<int:pk>/enrolments/new/", agreements.EnrolmentEntry.as_view(), name="enrolment_new"),
    path("agreements/<int:pk>/contributions/new/", facts.ContributionEntry.as_view(), name="contribution_new"),
    path("agreements/<int:pk>/versions/new/", agreements.VersionDraft.as_view(), name="version_new"),
    path("agreements/<int:pk>/versions/upload/", notation.VersionUpload.as_view(), name="version_upload"),
    path("versions/<int:pk>/json/", notation.VersionDownload.as_view(), name="version_json"),
    path("versions/<int:pk>/rules/new/", rules.RuleEntry.as_view(), name="rule_new"),
    path("versions/<int:pk>/floors/new/", rules.FloorEntry.as_view(), name="floor_new"),
    path("rules/<int:pk>/", rules.RuleEdit.as_view(), name="rule_edit"),
    path("rules/<int:pk>/remove/", rules.RuleRemoval.as_view(), name="rule_remove"),
    path("floors/<int:pk>/", rules.FloorEdit.as_view(), name="floor_edit"),
    path("floors/<int:pk>/remove/", rules.FloorRemoval.as_view(), name="floor_remove"),
    path("versions/<int:pk>/review/", agreements.VersionReview.as_view(), name="version_review"),
    path("versions/<int:pk>/effective/", agreements.VersionEffective.as_view(), name="version_effective"),
    path("settlements/", settlements.SettlementList.as_view(), name="settlements"),
    path("settlements/<int:pk>/", settlements.SettlementDetail.as_view(), name="settlement"),
    path("settlements/<int:pk>/compute/", settlements.SettlementCompute.as_view(), name="settlement_compute"),
    path("settlements/<int:pk>/issue/", settlements.SettlementIssue.as_view(), name="settlement_issue"),
    path("settlements/<int:pk>/reopen/", settlements.SettlementReopen.as_view(), name="settlement_reopen"),
    path("settlements/<int:pk>/lock/", settlements.SettlementLock.as_view(), name="settlement_lock"),
    path("settlements/<int:pk>/restate/", settlements.SettlementRestate.as_view(), name="settlement_restate"),
    path("statements/<int:pk>/confirm/", settlements.ZoneStatementConfirm.as_view(), name="statement_confirm"),
    path("statements/<int:pk>/transfers/new/", lines.TransferEntry.as_view(), name="transfer_new"),
    path("statements/<int:pk>/pdf/", papers.StatementFile.as_view(form="pdf"), name="statement_pdf"),
    path("statements/<int:pk>/xlsx/", papers.StatementFile.as_view(form="xlsx"), name="statement_xlsx"),
    path("lines/<int:pk>/", lines.LineDetail.as_view(), name="line"),
    path("lines/<int:pk>/confirm/", lines.LineConfirm.as_view(), name="line_confirm"),
    path("objections/<int:pk>/answer/", lines.ObjectionAnswer.as_view(), name="objection_answer"),
    path("objections/<int:pk>/ruling/", lines.ObjectionRuling.as_view(), name="objection_ruling"),
    path("rates/", facts.RateList.as_view(), name="rates"),
    path("rates/new/", facts.RateEntry.as_view(), name="rate_new"),
    path("rates/<int:pk>/correct/", facts.RateCorrection.as_view(), name="rate_correct"),
    path("incentives/<int:pk>/verify/", facts.IncentiveVerify.as_view(), name="incentive_verify"),
    path("incentives/<int:pk>/correct/", facts.IncentiveCorrection.as_view(), name="incentive_correct"),
    path("contributions/<int:pk>/verify/", facts.ContributionVerify.as_view(), name="contribution_verify"),
    path("incentives/", facts.IncentiveList.as_view(), name="incentives"),
    path("incentives/new/", facts.IncentiveEntry.as_view(), name="incentive_new"),
]
