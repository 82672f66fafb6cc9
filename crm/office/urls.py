from django.urls import URLPattern, URLResolver, include, path

from crm.office import bulk_views as bulk
from crm.office import export_views as exports
from crm.office import job_views as jobs
from crm.office import list_state_views as saved
from crm.office import record_views as records
from crm.office.own_views import NoticesRead, ProfilePage
from crm.office.reminder_views import CalendarFeed, RemindersPage
from crm.office.tokens import TokenPage
from crm.office.views_files import AttachmentsDrop

app_name = "office"

urlpatterns: list[URLPattern | URLResolver] = [
    path("tasks/", records.Tasks.as_view(), name="tasks"),
    path("tasks/<int:pk>/done/", records.TaskDone.as_view(), name="task_done"),
    path("records/<str:subject>/<int:pk>/tasks/new/", records.TaskAdd.as_view(), name="task_add"),
    path("records/<str:subject>/<int:pk>/files/new/", records.AttachmentAdd.as_view(), name="attachment_add"),
    path("records/<str:subject>/<int:pk>/files/", AttachmentsDrop.as_view(), name="attachments_drop"),
    path("profile/", ProfilePage.as_view(), name="profile"),
    path("notices/read/", NoticesRead.as_view(), name="notices_read"),
    path("reminders/", RemindersPage.as_view(), name="reminders"),
    path("calendar/<str:token>.ics", CalendarFeed.as_view(), name="calendar"),
    path("profile/token/", TokenPage.as_view(), name="token"),
    path("jobs/", jobs.JobListPage.as_view(), name="jobs"),
    path("jobs/<int:pk>/", jobs.JobPage.as_view(), name="job"),
    path("jobs/<int:pk>/progress/", jobs.JobProgress.as_view(), name="job_progress"),
    path("jobs/<int:pk>/resume/", jobs.JobResume.as_view(), name="job_resume"),
    path("jobs/<int:pk>/cancel/", jobs.JobCancel.as_view(), name="job_cancel"),
    path("views/new/", saved.ViewSaveAs.as_view(), name="view_new"),
    path("views/<int:pk>/save/", saved.ViewSave.as_view(), name="view_save"),
    path("views/<int:pk>/rename/", saved.ViewRename.as_view(), name="view_rename"),
    path("views/<int:pk>/delete/", saved.ViewDelete.as_view(), name="view_delete"),
    path("views/<int:pk>/pin/", saved.ViewMark.as_view(), {"mark": "pin"}, name="view_pin"),
    path("views/<int:pk>/open/", saved.ViewMark.as_view(), {"mark": "open"}, name="view_open"),
    path("bulk/<int:pk>/", bulk.BulkReport.as_view(), name="bulk"),
    path("bulk/<int:pk>/undo/", bulk.BulkUndo.as_view(), name="bulk_undo"),
    path("bulk/<str:url_name>/<str:action>/", bulk.BulkPage.as_view(), name="bulk_action"),
    path("lists/columns/", saved.ColumnsKeep.as_view(), name="columns_keep"),
    path("lists/widths/", saved.WidthKeep.as_view(), name="width_keep"),
    path("exports/", exports.ExportListPage.as_view(), name="exports"),
    path("exports/<int:pk>/", exports.OneExportPage.as_view(), name="export"),
    path("exports/<int:pk>/file/", exports.ExportFile.as_view(), name="export_file"),
    path("exports/<int:pk>/delete/", exports.ExportDelete.as_view(), name="export_delete"),
    path("", include("crm.office.administration.urls")),
    path("", include("crm.office.imports.urls")),
]
