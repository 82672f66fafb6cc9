from django.urls import path

from crm.office.imports import rows, steps, views
from crm.office.imports.columns import ImportColumnsPage

urlpatterns = [
    path("imports/", views.ImportListPage.as_view(), name="imports"),
    path("imports/new/", views.ImportUploadPage.as_view(), name="import_new"),
    path("imports/templates/<slug:kind>.xlsx", views.import_template, name="import_template"),
    path("imports/<int:pk>/", views.ImportPage.as_view(), name="import"),
    path("imports/<int:pk>/commit/", steps.ImportCommitPage.as_view(), name="import_commit"),
    path("imports/<int:pk>/columns/", ImportColumnsPage.as_view(), name="import_columns"),
    path("imports/<int:pk>/rows/<int:row>/", rows.ImportRowPage.as_view(), name="import_row"),
    path("imports/<int:pk>/rows/<int:row>/mend/", rows.ImportRowMend.as_view(), name="import_row_mend"),
    path("imports/<int:pk>/again/", rows.ImportAgain.as_view(), name="import_again"),
    path("imports/<int:pk>/refused/", rows.import_refused, name="import_refused"),
    path("imports/<int:pk>/undo/", steps.ImportUndoPage.as_view(), name="import_undo"),
    path("imports/<int:pk>/discard/", steps.ImportDiscardPage.as_view(), name="import_discard"),
    path("imports/<int:pk>/file/", views.import_original, name="import_file"),
]
