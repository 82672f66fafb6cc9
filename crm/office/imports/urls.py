from django.urls import path

from crm.office.imports import views

urlpatterns = [
    path("imports/", views.ImportListPage.as_view(), name="imports"),
    path("imports/new/", views.ImportUploadPage.as_view(), name="import_new"),
    path("imports/templates/<slug:kind>.xlsx", views.import_template, name="import_template"),
    path("imports/<int:pk>/", views.ImportPage.as_view(), name="import"),
    path("imports/<int:pk>/commit/", views.ImportCommitPage.as_view(), name="import_commit"),
    path("imports/<int:pk>/discard/", views.ImportDiscardPage.as_view(), name="import_discard"),
    path("imports/<int:pk>/file/", views.import_original, name="import_file"),
]
