"""Addresses under /office/leads/."""

from django.urls import path

from leads.views import changes, enquiries, leads, lists, settings

app_name = "leads"

urlpatterns = [
    path("", lists.LeadList.as_view(), name="leads"),
    path("board/", lists.LeadBoard.as_view(), name="board"),
    path("new/", leads.LeadRegister.as_view(), name="register"),
    path("duplicates/", leads.Duplicates.as_view(), name="duplicates"),
    path("enquiries/", enquiries.EnquiryList.as_view(), name="enquiries"),
    path("enquiries/<int:pk>/", enquiries.EnquiryPage.as_view(), name="enquiry"),
    path("enquiries/<int:pk>/take/", enquiries.EnquiryTake.as_view(), name="enquiry_take"),
    path("enquiries/<int:pk>/answer/", enquiries.EnquiryAnswer.as_view(), name="enquiry_answer"),
    path("contacts/<int:pk>/edit/", changes.ContactEdit.as_view(), name="contact_edit"),
    path("settings/gates/", settings.GateList.as_view(), name="gates"),
    path("settings/gates/new/", settings.GateEdit.as_view(), name="gate_new"),
    path("settings/gates/<int:pk>/", settings.GateEdit.as_view(), name="gate_edit"),
    path("settings/sources/", settings.SourceList.as_view(), name="sources"),
    path("settings/sources/new/", settings.SourceEdit.as_view(), name="source_new"),
    path("settings/sources/<int:pk>/", settings.SourceEdit.as_view(), name="source_edit"),
    path("settings/calendar/", settings.CalendarList.as_view(), name="calendar"),
    path("settings/calendar/new/", settings.DayEdit.as_view(), name="day_new"),
    path("settings/calendar/<int:pk>/", settings.DayEdit.as_view(), name="day_edit"),
    path("settings/rules/", settings.RulesEdit.as_view(), name="rules"),
    path("approvals/<int:pk>/", changes.ApprovalDecide.as_view(), name="approval_decide"),
    path("<int:pk>/", leads.LeadPage.as_view(), name="lead"),
    path("<int:pk>/edit/", leads.LeadEdit.as_view(), name="edit"),
    path("<int:pk>/contacts/", leads.ContactsUncover.as_view(), name="contacts_uncover"),
    path("<int:pk>/contacts/new/", changes.ContactAdd.as_view(), name="contact_add"),
    path("<int:pk>/credit-code/", changes.CreditCode.as_view(), name="credit_code"),
    path("<int:pk>/activity/", changes.ActivityAdd.as_view(), name="activity_add"),
    path("<int:pk>/evidence/", changes.EvidenceAdd.as_view(), name="evidence_add"),
    path("<int:pk>/next-step/", changes.NextStep.as_view(), name="next_step"),
    path("<int:pk>/move/", changes.Move.as_view(), name="move"),
    path("<int:pk>/correct/", changes.Correct.as_view(), name="correct"),
    path("<int:pk>/signing-date/", changes.SigningDate.as_view(), name="signing_date"),
    path("<int:pk>/approval/", changes.ApprovalAsk.as_view(), name="approval_ask"),
    path("<int:pk>/assign/", changes.Assign.as_view(), name="assign"),
    path("<int:pk>/share/", changes.Share.as_view(), name="share"),
    path("<int:pk>/confidential/", changes.Confidential.as_view(), name="confidential"),
    path("<int:pk>/hold/", changes.Hold.as_view(), name="hold"),
    path("<int:pk>/reopen/", changes.Reopen.as_view(), name="reopen"),
    path("<int:pk>/lose/", changes.Lose.as_view(), name="lose"),
    path("<int:pk>/transfer/", changes.Transfer.as_view(), name="transfer"),
    path("<int:pk>/close/", changes.Close.as_view(), name="close"),
]
