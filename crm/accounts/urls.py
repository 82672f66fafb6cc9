from django.urls import include, path

from crm.accounts import views

urlpatterns = [
    path("home/", views.home, name="account_home"),
    path("", include("allauth.urls")),
]
