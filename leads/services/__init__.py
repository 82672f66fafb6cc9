"""Every change of a lead goes through one of these doors; import from here."""

from leads.services.activities import activity_add, next_step_set
from leads.services.answers import enquiry_answer, enquiry_take, enquiry_uncover
from leads.services.approvals import approval_ask, approval_decide
from leads.services.confidentiality import lead_set_confidential
from leads.services.contacts import contact_add, contact_edit, contacts_uncover
from leads.services.drafts import (
    draft_begin,
    draft_discard,
    draft_file_add,
    draft_file_remove,
    draft_find,
    draft_save,
    draft_send,
    drafts_expire,
)
from leads.services.edits import lead_edit, lead_edit_prepare, leads_save_edited
from leads.services.enquiries import enquiry_receive
from leads.services.erasure import enquiry_erase
from leads.services.follow_ups import enquiry_add, enquiry_withdraw
from leads.services.handovers import handover_make
from leads.services.holders import lead_assign, lead_share
from leads.services.investors import company_code_enter, investor_for
from leads.services.ledgers import historical_lead, lead_create_historical, leads_save_historical
from leads.services.merges import merge, merge_preview, merge_undo
from leads.services.moves import lead_correct_stage, lead_enter_signing_date, lead_move
from leads.services.pool import lead_claim, lead_release, leads_recycle
from leads.services.projects import lead_set_expansion
from leads.services.protection import contest_decide, contest_open, protection_extend
from leads.services.registration import ContactFacts, LeadFacts, lead_register
from leads.services.screenings import marks_set, screening_confirm
from leads.services.statuses import lead_close, lead_hold, lead_lose, lead_reopen, lead_transfer
from leads.services.tags import lead_set_tags, lead_tag
from leads.services.undoing import lead_undo_assign, lead_undo_move, lead_undo_next_step

__all__ = [
    "ContactFacts",
    "LeadFacts",
    "activity_add",
    "approval_ask",
    "approval_decide",
    "company_code_enter",
    "contact_add",
    "contact_edit",
    "contacts_uncover",
    "contest_decide",
    "contest_open",
    "draft_begin",
    "draft_discard",
    "draft_file_add",
    "draft_file_remove",
    "draft_find",
    "draft_save",
    "draft_send",
    "drafts_expire",
    "enquiry_add",
    "enquiry_answer",
    "enquiry_erase",
    "enquiry_receive",
    "enquiry_take",
    "enquiry_uncover",
    "enquiry_withdraw",
    "handover_make",
    "investor_for",
    "lead_assign",
    "lead_claim",
    "lead_close",
    "lead_correct_stage",
    "historical_lead",
    "lead_create_historical",
    "leads_save_edited",
    "leads_save_historical",
    "lead_edit",
    "lead_edit_prepare",
    "lead_enter_signing_date",
    "lead_hold",
    "lead_lose",
    "lead_move",
    "lead_register",
    "lead_release",
    "lead_reopen",
    "lead_set_confidential",
    "lead_set_expansion",
    "lead_set_tags",
    "lead_share",
    "lead_tag",
    "lead_undo_assign",
    "lead_undo_move",
    "lead_undo_next_step",
    "lead_transfer",
    "leads_recycle",
    "marks_set",
    "merge",
    "merge_preview",
    "merge_undo",
    "next_step_set",
    "protection_extend",
    "screening_confirm",
]
