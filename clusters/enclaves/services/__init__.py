"""Writes of agreements and settlements: one door for each change of state."""

from clusters.enclaves.services.agreements import (
    agreement_create,
    enrolment_add,
    enrolment_edit,
    enrolment_take,
    party_add,
)
from clusters.enclaves.services.answers import line_confirm, line_dispute, statement_confirm
from clusters.enclaves.services.drafts import floor_save, rule_remove, version_draft
from clusters.enclaves.services.notation import rule_save, version_upload
from clusters.enclaves.services.objections import objection_answer, objection_rule
from clusters.enclaves.services.restatements import settlement_restate
from clusters.enclaves.services.sealed import sealed_check, sealed_refuse, sealed_register
from clusters.enclaves.services.settlements import (
    settlement_compute,
    settlement_issue,
    settlement_lock,
    settlement_reopen,
    transfer_record,
)
from clusters.enclaves.services.submissions import figure_accept, figure_return, figure_submit, figure_withdraw
from clusters.enclaves.services.versions import version_make_effective, version_review

__all__ = [
    "agreement_create",
    "enrolment_add",
    "enrolment_edit",
    "enrolment_take",
    "figure_accept",
    "figure_return",
    "figure_submit",
    "figure_withdraw",
    "floor_save",
    "line_confirm",
    "line_dispute",
    "objection_answer",
    "objection_rule",
    "party_add",
    "rule_remove",
    "rule_save",
    "sealed_check",
    "sealed_refuse",
    "sealed_register",
    "settlement_compute",
    "settlement_issue",
    "settlement_lock",
    "settlement_reopen",
    "settlement_restate",
    "statement_confirm",
    "transfer_record",
    "version_draft",
    "version_make_effective",
    "version_review",
    "version_upload",
]
