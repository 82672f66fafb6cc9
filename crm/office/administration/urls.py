from django.urls import path

from crm.office.administration import views

urlpatterns = [
    path("accounts/", views.AccountListPage.as_view(), name="accounts"),
    path("accounts/new/", views.AccountFormPage.as_view(), name="account_new"),
    path("accounts/<int:pk>/", views.AccountPage.as_view(), name="account"),
    path("accounts/<int:pk>/edit/", views.AccountFormPage.as_view(), name="account_edit"),
    path("accounts/<int:pk>/active/", views.AccountActivePage.as_view(), name="account_active"),
    path("accounts/<int:pk>/let-in/", views.AccountLetInPage.as_view(), name="account_let_in"),
    path("outbox/", views.OutboxListPage.as_view(), name="outbox"),
    path("outbox/<int:pk>/retry/", views.OutboxRetryPage.as_view(), name="outbox_retry"),
    path("access/", views.AccessListPage.as_view(), name="access"),
]
