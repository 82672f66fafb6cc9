"""Pages made of the base views, for their tests: companies, whose fields the base knows by now."""

from django import forms
from django.urls import path
from django_filters import CharFilter, ChoiceFilter, FilterSet

from clusters.models import Company
from crm import urls
from crm.accounts.roles import Role
from crm.common.errors import RuleError
from crm.office.columns import Column, money
from crm.office.views import ActionPage, DetailPage, FormPage, ListPage


class CompanyFilter(FilterSet):
    name = CharFilter(lookup_expr="contains", label="name")
    scale = ChoiceFilter(field_name="is_above_scale", choices=[("True", "yes"), ("False", "no")], label="scale")

    class Meta:
        model = Company
        fields: list[str] = []


class Companies(ListPage):
    model = Company
    filterset_class = CompanyFilter
    under_first = ("capital",)
    columns = (
        Column("name", "name", sort="name", link=lambda record: f"/office/test/{record.pk}/"),
        money("capital", "capital", "registered_capital_fen"),
        Column("place", "place", "registered_place", shown=False),
    )


class CompanyDetail(DetailPage):
    model = Company
    fields = ("name", "credit_code", "registered_capital_fen")


class CompanyForm(forms.ModelForm):
    class Meta:
        model = Company
        fields = ["name", "registered_place", "website", "named_people"]


class CompanyEdit(FormPage):
    model = Company
    form_class = CompanyForm
    roles = (Role.MANAGER,)

    def get_success_url(self) -> str:
        return f"/office/test/{self.object.pk}/"


class NoteForm(forms.Form):
    note = forms.CharField()


class CompanyClose(ActionPage):
    model = Company
    form_class = NoteForm
    title = "Close"
    success_url = "/office/test/"

    def perform(self, form: forms.BaseForm) -> None:
        if form.cleaned_data["note"] == "no":
            raise RuleError("It cannot be closed.", field="note", missing=["a deed"])
        self.record.website = form.cleaned_data["note"]
        self.record.save_by(self.request.user)


handler404, handler500 = urls.handler404, urls.handler500
urlpatterns = [
    path("office/test/", Companies.as_view()),
    path("office/test/new/", CompanyEdit.as_view()),
    path("office/test/<int:pk>/", CompanyDetail.as_view()),
    path("office/test/<int:pk>/edit/", CompanyEdit.as_view()),
    path("office/test/<int:pk>/close/", CompanyClose.as_view()),
    *urls.urlpatterns,
]
