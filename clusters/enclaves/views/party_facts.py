"""Office pages of what parties paid in, hold and laid out: entering, verifying, correcting."""

from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy

from clusters.enclaves.forms.party_facts import (
    AmountCorrectionForm,
    ContributionForm,
    OutlayForm,
    ShareCorrectionForm,
    ShareholdingForm,
)
from clusters.enclaves.models import Agreement, Contribution, Outlay, Shareholding
from clusters.enclaves.models.facts import PartyFact
from clusters.enclaves.views.facts import FactCorrection, FactEntry, FactVerify
from clusters.models import Fact
from clusters.services import facts


class PartyFactEntry(FactEntry):
    queryset = Agreement.objects.all()
    section = "agreements"
    fact: type[PartyFact]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "agreement": self.record}

    def perform(self, form: Any) -> Fact:
        data = dict(form.cleaned_data)
        verified = data.pop("verified")
        return self.keep(self.fact(agreement=self.record, **data), verified)


class ContributionEntry(PartyFactEntry):
    title, form_class, fact = gettext_lazy("New contribution"), ContributionForm, Contribution


class ShareholdingEntry(PartyFactEntry):
    title, form_class, fact = gettext_lazy("New shareholding"), ShareholdingForm, Shareholding


class OutlayEntry(PartyFactEntry):
    title, form_class, fact = gettext_lazy("New outlay"), OutlayForm, Outlay


class OfAgreement:
    """Back to the agreement's page."""

    section = "agreements"

    def get_success_url(self) -> str:
        return self.record.agreement.get_absolute_url()

    get_cancel_url = get_success_url


class ContributionVerify(OfAgreement, FactVerify):
    queryset = Contribution.objects.current().select_related("agreement", "party")


class ShareholdingVerify(OfAgreement, FactVerify):
    queryset = Shareholding.objects.current().select_related("agreement", "party")


class OutlayVerify(OfAgreement, FactVerify):
    queryset = Outlay.objects.current().select_related("agreement", "party")


class PartyFactCorrection(OfAgreement, FactCorrection):
    form_class = AmountCorrectionForm

    def get_initial(self) -> dict[str, Any]:
        names = ("happened_on", "source", "amount_fen", "ratio")
        given = {name: getattr(self.record, name) for name in names if hasattr(self.record, name)}
        return {**given, "ratio": Fraction(given["ratio"])} if "ratio" in given else given

    def perform(self, form: Any) -> Fact:
        return facts.correct(fact=self.record, actor=self.request.user, **form.cleaned_data)


class ContributionCorrection(PartyFactCorrection):
    queryset = Contribution.objects.current().select_related("agreement", "party")


class ShareholdingCorrection(PartyFactCorrection):
    queryset = Shareholding.objects.current().select_related("agreement", "party")
    form_class = ShareCorrectionForm


class OutlayCorrection(PartyFactCorrection):
    queryset = Outlay.objects.current().select_related("agreement", "party")
