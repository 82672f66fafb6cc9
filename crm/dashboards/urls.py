from django.urls import path

from crm.dashboards import views
from crm.dashboards.numbers.views import NumbersPage

app_name = "dashboards"

urlpatterns = [
    path("", views.TodayPage.as_view(), name="today"),
    path("numbers/", NumbersPage.as_view(), name="numbers"),
]
