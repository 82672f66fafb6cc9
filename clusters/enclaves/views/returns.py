"""The sheet of clause 15: the provincial tax increment returned to the zone, its figures and its open setting."""

from functools import cached_property
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from clusters.enclaves.amounts import shown_amount
from clusters.enclaves.forms.facts import CHECKED
from clusters.enclaves.models import ReturnRules, TaxTotal
from clusters.enclaves.models.agreements import READERS
from clusters.enclaves.names import name_of
from clusters.enclaves.papers.returns import return_paper
from clusters.enclaves.selectors.returns import TAXES, TERMS, Sheet, return_sheet
from clusters.enclaves.views.facts import FactCorrection, FactEntry, FactVerify
from clusters.models import Fact, Tax
from clusters.services import facts
from crm.accounts.roles import Role
from crm.common.errors import RuleError
from crm.office.charts import Chart, Series
from crm.office.exports import PaperPage
from crm.office.fields import MoneyField
from crm.office.views import Action, FormPage, OfficePage
from crm.workbooks.export import FORMS
from crm.workbooks.sheets import SheetPaper

FINANCE = (Role.FINANCE,)
HERE = "/office/returns/"


class ReturnPage(PaperPage, OfficePage, TemplateView):
    template_name = "enclaves/returns.html"
    roles = READERS
    section = "returns"
    title = gettext_lazy("Tax increment returned")
    lead = gettext_lazy("Clause 15: the provincial part of four taxes above 2020 is returned to the zone in full.")

    @cached_property
    def year(self) -> int:
        """The one asked for; else the last full year of the window."""
        text = self.request.GET.get("year", "")
        if text.isascii() and text.isdigit() and len(text) == 4:
            return int(text)
        return min(timezone.localdate().year - 1, TERMS.last_year)

    @cached_property
    def sheet(self) -> Sheet | None:
        try:
            return return_sheet(self.year)
        except RuleError as error:
            self.problem = error.message
            return None

    problem = ""

    export_subject = "enclaves.taxtotal"

    @cached_property
    def paper(self) -> SheetPaper | None:
        return return_paper(self.sheet) if self.sheet else None

    def get_actions(self) -> list[Action]:
        actions = [
            Action(gettext_lazy("Enter a figure"), f"{HERE}figures/new/", "plus", FINANCE, primary=True),
            Action(gettext_lazy("Netting"), f"{HERE}rules/", "settings", FINANCE),
        ]
        return [action for action in actions if action.allowed_to(self.request.user)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sheet = self.sheet
        return super().get_context_data(
            sheet=sheet,
            header_forms=FORMS.values() if sheet else (),
            problem=self.problem,
            year=str(self.year),
            years=[str(year) for year in range(TERMS.first_year, TERMS.last_year + 1)],
            chart=chart_of(sheet) if sheet else None,
            nettings=nettings_of(sheet) if sheet else [],
            base_year=str(TERMS.base_year),
            may_change=self.request.user.has_role(*FINANCE),
            **kwargs,
        )


def nettings_of(sheet: Sheet) -> list[dict[str, Any]]:
    """All three ways side by side, with the one that is set."""
    return [
        {
            "label": label,
            "amount": shown_amount(sheet.amounts[value]),
            "chosen": value == sheet.rules.netting,
        }
        for value, label in ReturnRules.Netting.choices
    ]


def chart_of(sheet: Sheet) -> Chart:
    def part(exact: Any) -> Any:
        return None if exact is None else float(exact / 1_000_000)

    return Chart(
        "returns",
        _("Provincial part by tax"),
        "bars",
        [name_of(row.tax) for row in sheet.rows],
        [
            Series(str(TERMS.base_year), [part(row.increment.base) for row in sheet.rows]),
            Series(str(sheet.year), [part(row.increment.now) for row in sheet.rows]),
        ],
        unit="万元",
        table=False,
    )


# --- What is entered ------------------------------------------------------------------------------------------------


class TotalValues(forms.Form):
    receipts_fen = MoneyField(
        label=gettext_lazy("Receipts of the year"), help_text=gettext_lazy("0 if there were none.")
    )
    provincial_fen = MoneyField(
        label=gettext_lazy("Of it the province's part"),
        required=False,
        help_text=gettext_lazy("Where the treasury tells it; else it comes from the provincial rate."),
    )


class TotalForm(TotalValues):
    tax = forms.ModelChoiceField(Tax.objects.filter(code__in=TAXES), label=gettext_lazy("Tax"))
    year = forms.TypedChoiceField(
        label=gettext_lazy("Year"),
        coerce=int,
        choices=[(year, str(year)) for year in range(TERMS.base_year, TERMS.last_year + 1)],
    )
    source = forms.CharField(label=gettext_lazy("Source"), max_length=200)
    verified = forms.BooleanField(label=CHECKED, required=False)
    field_order = ("tax", "year", "receipts_fen", "provincial_fen", "source", "verified")


class TotalCorrectionForm(TotalValues):
    reason = forms.CharField(label=gettext_lazy("Reason of the correction"), max_length=300)
    verified = forms.BooleanField(label=CHECKED, required=False)


def address(total: TaxTotal) -> str:
    return HERE if total.year == TERMS.base_year else f"{HERE}?year={total.year}"


class TotalEntry(FactEntry):
    section = "returns"
    title = gettext_lazy("Enter a figure")
    form_class = TotalForm

    def get_initial(self) -> dict[str, Any]:
        return {name: self.request.GET.get(name) for name in ("tax", "year") if self.request.GET.get(name)}

    def perform(self, form: Any) -> Fact:
        data = dict(form.cleaned_data)
        verified = data.pop("verified")
        return self.keep(TaxTotal(**data), verified)

    def get_success_url(self) -> str:
        return address(self.result)

    def get_cancel_url(self) -> str:
        return HERE


class TotalVerify(FactVerify):
    queryset = TaxTotal.objects.current().select_related("tax")
    section = "returns"

    def get_success_url(self) -> str:
        return address(self.record)

    get_cancel_url = get_success_url


class TotalCorrection(FactCorrection):
    queryset = TaxTotal.objects.current().select_related("tax")
    section = "returns"
    form_class = TotalCorrectionForm

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in ("receipts_fen", "provincial_fen")}

    def perform(self, form: Any) -> Fact:

        return facts.correct(fact=self.record, actor=self.request.user, **form.cleaned_data)

    def get_success_url(self) -> str:
        return address(self.record)

    get_cancel_url = get_success_url


class ReturnRulesEdit(FormPage):
    model = ReturnRules
    fields = ("netting", "document_number")
    roles = FINANCE
    section = "returns"
    title = gettext_lazy("Netting")
    lead = gettext_lazy(
        "The text does not say whether a fall in one tax is netted. Without the document of the prefecture's finance "
        "bureau the setting stays marked as to be confirmed."
    )
    success_url = HERE
    cancel_url = HERE

    def get_record(self) -> ReturnRules:
        return ReturnRules.current()
